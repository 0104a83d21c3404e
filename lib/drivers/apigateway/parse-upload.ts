import type { TraceContext } from '../../domain/event-record.ts';
import type { Upload } from '../../ingestion/upload.ts';
import { routeUpload } from './device-route.ts';
import type { HttpRequest } from './http-request.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`, `METHOD_NOT_ALLOWED`
 * @see Hono, HTTP adapter, "Publish an Event"
 */
export function parseUpload(request: HttpRequest, trace: TraceContext): Upload {
  const { method, path, query, headers, body } = request;
  const contentType = headers['content-type']?.split(';')[0];
  const parameter = parametersOf(request, contentType);
  return {
    ...routeUpload(method, path),
    clientCertificate: request.clientCertificate,
    authorization: headers['authorization'],
    contentType,
    payload: body,
    qosLevel: headers['qos-level'],
    timeToLive: parameter('hono-ttl'),
    timeUntilDisconnect: parameter('hono-ttd'),
    address: query === '' ? path : `${path}?${query}`,
    trace,
  };
}

/** A header counts before the query, and that before a field of a form, which Hono takes for parameters too. */
function parametersOf(
  { headers, query, body }: HttpRequest,
  contentType: string | undefined,
): (name: string) => string | undefined {
  const inQuery = query === '' ? undefined : new URLSearchParams(query);
  const isForm = contentType?.trim().toLowerCase() === FORM;
  const inForm = isForm ? new URLSearchParams(Buffer.from(body).toString('utf8')) : undefined;
  return (name) => headers[name] ?? inQuery?.get(name) ?? inForm?.get(name) ?? undefined;
}
