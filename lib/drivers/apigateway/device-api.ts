import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ServiceError } from '../../domain/errors.ts';
import type { TraceContext } from '../../domain/event-record.ts';
import type { Log } from '../../domain/log.ts';
import type { Upload } from '../../ingestion/upload.ts';
import type { Accepted } from '../../ingestion/hand-on-upload.ts';
import { accepted, refused } from './answers.ts';
import { answerPreflight, exposeToPages } from './cors.ts';
import { addressedBy, type HttpRequest, parseHttpRequest } from './http-request.ts';
import { requireNamedDevice } from './device-route.ts';
import { parseUpload } from './parse-upload.ts';

export type DeviceApi = {
  /** Without it nobody can upload but for the device that the address names. */
  readonly authenticationRequired: boolean;
  /** @param remainingMs until there has to be an answer */
  readonly upload: (upload: Upload, remainingMs: () => number) => Promise<Pick<Accepted, 'quotas'>>;
  readonly continueTrace: (headers: HttpRequest['headers']) => Promise<TraceContext>;
};

/** What the handler needs of Lambda's context. */
export type Invocation = { readonly getRemainingTimeInMillis: () => number };

/** The device API as a function of an HTTP API's event. */
export function deviceApi(
  api: DeviceApi,
): (event: unknown, invocation: Invocation) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event, invocation) => {
    const request = parseHttpRequest(event);
    if (!api.authenticationRequired) requireNamedDevice(request.path);
    const preflight = answerPreflight(request);
    if (preflight) return preflight;
    const upload = parseUpload(request, await api.continueTrace(request.headers));
    const { quotas } = await api.upload(upload, () => invocation.getRemainingTimeInMillis());
    return accepted(quotas);
  };
}

/** A middy request, as far as our middleware looks into it. */
type Passing = { readonly event: unknown; response: unknown; readonly error: Error | null };

/** Every failure becomes Hono's answer, and one line of the log. */
export function answerFailures(log: Log) {
  return {
    onError: (passing: Passing): void => {
      const request = parseHttpRequest(passing.event);
      logFailure(log, request, passing.error);
      passing.response = refused(passing.error, request);
    },
  };
}

/** The query string stays out: a device may have put anything there. */
function logFailure(log: Log, { method, path }: HttpRequest, failure: unknown): void {
  const isExpected = failure instanceof ServiceError && failure.status < 500;
  const cause = failure instanceof Error ? failure.cause : undefined;
  log[isExpected ? 'info' : 'error']('upload refused', {
    method,
    path,
    status: failure instanceof ServiceError ? failure.status : 503,
    code: failure instanceof ServiceError ? failure.code : 'DEFECT',
    reason: failure instanceof Error ? failure.message : String(failure),
    cause: cause instanceof Error ? cause.message : undefined,
    stack: failure instanceof ServiceError ? undefined : (failure as Error | null)?.stack,
  });
}

/** Answers to pages carry the CORS headers, whatever became of the request. */
export const crossOrigin = { after: expose, onError: expose };

function expose(passing: Passing): void {
  passing.response = exposeToPages(
    addressedBy(passing.event),
    passing.response as APIGatewayProxyStructuredResultV2,
  );
}
