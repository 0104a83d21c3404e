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
  const contentType = mediaTypeOf(headers['content-type']);
  const parameter = parametersOf(request, contentType);
  return {
    ...routeUpload(method, path),
    clientCertificate: request.clientCertificate,
    authorization: firstCredentials(headers['authorization']),
    contentType,
    payload: body,
    sourceIp,
    qosLevel: headers['qos-level'],
    timeToLive: parameter('hono-ttl'),
    timeUntilDisconnect: parameter('hono-ttd'),
    address: query === '' ? path : `${path}?${query}`,
    trace,
  };
}

/**
 * API Gateway joins repeated headers by commas; of those Hono takes the first. Only what begins with a scheme is another one: a
 * comma inside of credentials makes them malformed, and is not where they end.
 */
function firstCredentials(joined: string | undefined): string | undefined {
  return joined?.includes(',') ? joined.split(/,(?=[A-Za-z]+ )/, 1)[0] : joined;
}

/**
 * The type without its parameters, and the first of several: no type has a comma in it.
 *
 * @returns undefined for an empty one, which Hono does not tell from none.
 */
function mediaTypeOf(joined: string | undefined): string | undefined {
  return joined?.split(/[;,]/, 1)[0] || undefined;
}

/** A header counts before the query, and that before a field of a form, which Hono takes for parameters too. */
function parametersOf(
  { headers, query, body }: HttpRequest,
  contentType: string | undefined,
): (name: string) => string | undefined {
  const isForm = contentType?.trim().toLowerCase() === FORM;
  const form = isForm ? Buffer.from(body).toString('utf8') : '';
  const pairs = query.replaceAll(';', '&');
  return (name) => headers[name] ?? valueIn(pairs, name) ?? valueIn(form, name);
}

/** Hono does not mind the case of a parameter's name; in a query, it takes a semicolon for an ampersand. */
function valueIn(encoded: string, name: string): string | undefined {
  if (encoded === '') return undefined;
  return [...new URLSearchParams(encoded)].find(([given]) => given.toLowerCase() === name)?.[1];
}
