import type { ClientCertificate } from '../../ingestion/upload.ts';

/** What an HTTP API hands to a function, as far as we use it. */
export type HttpRequest = {
  readonly method: string;
  /** Percent-decoded by API Gateway. */
  readonly path: string;
  /** Without the question mark, still encoded; empty when there is none. */
  readonly query: string;
  /** Names in lower case; repeated headers are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The client's address, as API Gateway saw it itself; empty when it does not say. */
  readonly sourceIp: string;
  readonly clientCertificate?: ClientCertificate;
};

const NO_BYTES = new Uint8Array();

/**
 * @param event payload format 2.0
 * @throws {TypeError} when the event is nothing that an HTTP API sends; that is a defect of the deployment.
 * @see AWS, "Create AWS Lambda proxy integrations for HTTP APIs", payload format version 2.0
 */
export function parseHttpRequest(event: unknown): HttpRequest {
  if (!isObject(event) || !isObject(event['requestContext'])) throw notAnHttpEvent();
  const { http } = event['requestContext'];
  const { rawQueryString = '' } = event;
  if (!isObject(http) || typeof http['method'] !== 'string') throw notAnHttpEvent();
  if (typeof rawQueryString !== 'string') throw notAnHttpEvent();
  return {
    method: http['method'],
    ...addressedBy(event),
    query: rawQueryString,
    body: parseBody(event),
    sourceIp: typeof http['sourceIp'] === 'string' ? http['sourceIp'] : '',
    ...parseClientCertificate(event['requestContext']),
  };
}

/** The part that costs nothing to read. @throws {TypeError} as {@link parseHttpRequest} does */
export function addressedBy(event: unknown): Pick<HttpRequest, 'path' | 'headers'> {
  if (!isObject(event)) throw notAnHttpEvent();
  const { rawPath, headers } = event;
  if (typeof rawPath !== 'string') throw notAnHttpEvent();
  return { path: rawPath, headers: toHeaders(headers ?? {}) };
}

function toHeaders(headers: unknown): HttpRequest['headers'] {
  if (!isObject(headers)) throw notAnHttpEvent();
  return headers as Record<string, string>;
}

function parseBody({ body, isBase64Encoded }: Record<string, unknown>): Uint8Array {
  if (body === undefined || body === null) return NO_BYTES;
  if (typeof body !== 'string') throw notAnHttpEvent();
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

/**
 * Only what API Gateway says itself counts, never a header: anybody can send one.
 *
 * @see AWS, "Configuring mutual TLS authentication for an HTTP API"
 */
function parseClientCertificate({ authentication, domainName }: Record<string, unknown>) {
  const clientCert = isObject(authentication) ? authentication['clientCert'] : undefined;
  const pem = isObject(clientCert) ? clientCert['clientCertPem'] : undefined;
  if (typeof pem !== 'string') return {};
  const requestedHost = typeof domainName === 'string' ? domainName : '';
  return { clientCertificate: { pem, requestedHost } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function notAnHttpEvent(): TypeError {
  return new TypeError("the event is no HTTP API request of payload format version '2.0'");
}
