import type { Context } from 'aws-lambda';

/** What Lambda's runtime tells a handler about its invocation. */
export function lambdaContext(): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:function',
    memoryLimitInMB: '512',
    awsRequestId: '8f507cfc-fd2d-4f3a-8a1c-000000000000',
    logGroupName: '/aws/lambda/function',
    logStreamName: '2026/11/22/[$LATEST]00000000000000000000000000000000',
    getRemainingTimeInMillis: () => 10_000,
    done: noLongerThere,
    fail: noLongerThere,
    succeed: noLongerThere,
  };
}

/** The types still have them. */
function noLongerThere(): never {
  throw new Error('Node 24 on Lambda knows async handlers only');
}
