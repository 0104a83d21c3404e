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

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * @param variables of the environment that the handler runs in
 * @param deadlineMs milliseconds since the Unix epoch at which the request times out
 */
export function toContext(
  variables: Variables,
  awsRequestId: string,
  deadlineMs: number,
): LambdaContext {
  const functionName = variables['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  return {
    functionName,
    functionVersion: variables['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
    memoryLimitInMB: variables['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    awsRequestId,
    invokedFunctionArn: functionArnOf(variables),
    logGroupName: variables['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: variables['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

/** @param variables of the environment that the function runs in */
export function functionArnOf(variables: Variables): string {
  const { AWS_REGION: region, AWS_LAMBDA_FUNCTION_NAME: functionName } = variables;
  return `arn:aws:lambda:${region}:000000000000:function:${functionName}`;
}
