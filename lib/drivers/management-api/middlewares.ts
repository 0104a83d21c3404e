import { ServiceError } from '../../domain/errors.ts';
import type { Log, LogFields } from '../../domain/log.ts';
import { type Answer, failed } from './answers.ts';
import { withCors } from './cors.ts';
import { parseEvent } from './request.ts';

/** A middy request, as far as these look into it. */
type Passing = {
  readonly event: unknown;
  readonly context: { readonly awsRequestId?: string };
  response: Answer | null | undefined;
  readonly error: unknown;
};

/** Every failure becomes an answer; what is not the caller's fault is logged with its cause. */
export function answerFailures(log: Log) {
  return {
    onError: (passing: Passing): void => {
      const { error } = passing;
      passing.response = failed(error);
      if (error instanceof ServiceError && error.status < 500) return;
      log.error('a request to the registry failed', {
        requestId: passing.context.awsRequestId,
        ...describe(error),
      });
    },
  };
}

/** Lets pages of other origins read answers, refusals included. */
export function crossOrigin() {
  return { after: expose, onError: expose };
}

function expose(passing: Passing): void {
  if (!passing.response) return;
  passing.response = withCors(passing.response, parseEvent(passing.event).headers['origin']);
}

/** One line a request, with neither its query string nor its body. */
export function logRequests(log: Log, clock: () => number) {
  const startedAt = new WeakMap<object, number>();
  const report = (passing: Passing): void => {
    const { rawPath, requestContext } = parseEvent(passing.event);
    log.info('registry request', {
      requestId: passing.context.awsRequestId,
      method: requestContext.http.method,
      path: rawPath,
      status: passing.response?.statusCode,
      durationMs: clock() - (startedAt.get(passing.context) ?? clock()),
    });
  };
  return {
    before: ({ context }: Passing): void => void startedAt.set(context, clock()),
    after: report,
    onError: report,
  };
}

/** A failure of the catalogue hides its reason from the caller, not from the operator. */
function describe(error: unknown): LogFields {
  const isKnown = error instanceof ServiceError;
  const reason = (isKnown && error.cause) || error;
  return {
    code: isKnown ? error.code : 'DEFECT',
    cause: String(reason),
    stack: reason instanceof Error ? reason.stack : undefined,
  };
}
