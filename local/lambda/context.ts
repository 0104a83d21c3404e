/** The second argument of a handler, as the runtime of Node.js 24 makes it. */
export type LambdaContext = {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly getRemainingTimeInMillis: () => number;
};

/**
 * @param variables of the environment that the handler runs in
 * @param deadlineMs milliseconds since the Unix epoch at which the request times out
 */
export function toContext(
  variables: Readonly<Record<string, string | undefined>>,
  awsRequestId: string,
  deadlineMs: number,
): LambdaContext {
  const functionName = variables['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  return {
    functionName,
    functionVersion: variables['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
    memoryLimitInMB: variables['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    awsRequestId,
    invokedFunctionArn: `arn:aws:lambda:${variables['AWS_REGION']}:000000000000:function:${functionName}`,
    logGroupName: variables['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: variables['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}
