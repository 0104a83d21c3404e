import { ServiceError } from '../../domain/errors.ts';
import type { Log, LogFields } from '../../domain/log.ts';
import type { RequestOutcome } from '../../registry/request-outcome.ts';
import { type Answer, failed } from './answers.ts';
import { withCors } from './cors.ts';
import { parseEvent } from './request.ts';
import { pathTemplateOf } from './routes.ts';

/** A middy request, as far as these look into it. */
type Passing = {
  readonly event: unknown;
  readonly context: object;
  response: Answer | null | undefined;
  readonly error: unknown;
};

/** Every failure becomes an answer. */
export function answerFailures() {
  return {
    onError: (passing: Passing): void => {
      passing.response = failed(passing.error);
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

export type RequestObserver = {
  readonly log: Log;
  readonly observe: (outcome: RequestOutcome) => void;
  /** Milliseconds since any one moment, with fractions. */
  readonly stopwatch: () => number;
};

/** Tells what became of each request. */
export function tellRequests({ log, observe, stopwatch }: RequestObserver) {
  const startedAtMs = new WeakMap<object, number>();
  const tell = ({ event, context, response, error }: Passing): void => {
    const { rawPath: path, requestContext } = parseEvent(event);
    const { method } = requestContext.http;
    const status = response?.statusCode ?? 500;
    const durationMs = stopwatch() - (startedAtMs.get(context) ?? stopwatch());
    logRequest(log, { method, path, status, durationMs: Math.round(durationMs) }, error);
    observe({ method, pathTemplate: pathTemplateOf(path), status, durationMs });
  };
  return {
    before: ({ context }: Passing): void => void startedAtMs.set(context, stopwatch()),
    after: tell,
    onError: tell,
  };
}

/** One line, with neither the query string nor the body; who only wants to know what goes wrong does not see successes. */
function logRequest(log: Log, request: LogFields & { status: number }, error: unknown): void {
  if (request.status < 400) return log.debug('registry request', request);
  const isOurs = request.status >= 500;
  log[isOurs ? 'error' : 'info']('registry request refused', {
    ...request,
    code: codeOf(error),
    ...(isOurs && describe(error)),
  });
}

/** A method that a path does not know is answered without a failure. */
function codeOf(error: unknown): string | undefined {
  if (!error) return undefined;
  return error instanceof ServiceError ? error.code : 'DEFECT';
}

/** A failure of the catalogue hides its reason from the caller, not from the operator. */
function describe(error: unknown): LogFields {
  const reason = (error instanceof ServiceError && error.cause) || error;
  return { cause: String(reason), stack: reason instanceof Error ? reason.stack : undefined };
}
