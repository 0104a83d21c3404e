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
  const { method, path, query, headers, body, sourceIp } = request;
  const contentType = mediaTypeOf(first(headers['content-type']));
  const parameter = parametersOf(request, contentType);
  return {
    ...routeUpload(method, path),
    clientCertificate: request.clientCertificate,
    authorization: first(headers['authorization']),
    contentType,
    payload: body,
    sourceIp,
    qosLevel: first(headers['qos-level']),
    timeToLive: parameter('hono-ttl'),
    timeUntilDisconnect: parameter('hono-ttd'),
    address: query === '' ? path : `${path}?${query}`,
    trace,
  };
}

/** Of repeated headers, which API Gateway joins, Hono takes the first; a comma has no place in these. */
function first(values: string | undefined): string | undefined {
  return values?.split(',', 1)[0];
}

/** @returns undefined for an empty one, which Hono does not tell from none. */
function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0] || undefined;
}

/** A header counts before the query, and that before a field of a form, which Hono takes for parameters too. */
function parametersOf(
  { headers, query, body }: HttpRequest,
  contentType: string | undefined,
): (name: string) => string | undefined {
  const isForm = contentType?.trim().toLowerCase() === FORM;
  const form = isForm ? Buffer.from(body).toString('utf8') : '';
  return (name) =>
    first(headers[name]) ?? valueIn(query.replaceAll(';', '&'), name) ?? valueIn(form, name);
}

/** Hono does not mind the case of a parameter's name; in a query, it takes a semicolon for an ampersand. */
function valueIn(encoded: string, name: string): string | undefined {
  if (encoded === '') return undefined;
  return [...new URLSearchParams(encoded)].find(([given]) => given.toLowerCase() === name)?.[1];
}
