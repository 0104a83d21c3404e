/** What came of an invocation, as Lambda's `Invoke` tells it. */
export type Outcome =
  | { readonly kind: 'returned'; readonly payload: unknown }
  /** `FunctionError: Unhandled`: thrown, timed out, or the environment ended. */
  | { readonly kind: 'failed'; readonly payload: ErrorPayload }
  /** 429 `TooManyRequestsException`: every environment was busy for too long. */
  | { readonly kind: 'throttled' };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export type ErrorPayload = {
  readonly errorType?: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

export function toErrorPayload(thrown: unknown): ErrorPayload {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  const { name, message, stack = '' } = thrown;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}

export function timeOutPayload(requestId: string, timeoutSeconds: number): ErrorPayload {
  const time = new Date().toISOString();
  return {
    errorMessage: `${time} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

export function exitPayload(
  requestId: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): ErrorPayload {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: ${exitReason(code, signal)}`,
  };
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'Runtime exited with error: signal: killed';
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`;
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

/** Of an answer as JSON. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_RESPONSE_BYTES = 6 * 1024 * 1024;

export function responseTooLarge(): ErrorPayload {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE_BYTES} bytes).`,
  };
}
