import { randomBytes } from 'node:crypto';
import { toBody } from './body.ts';
import type { ClientCert } from './client-certificate.ts';
import { parseQuery } from './query.ts';
import { requestTime } from './request-time.ts';

/** A request as it came over the wire, with what the route says about it. */
export type GatewayRequest = {
  readonly method: string;
  /** Percent-decoded. */
  readonly path: string;
  /** Without the question mark, still encoded. */
  readonly queryString: string;
  readonly protocol: string;
  /** Names and values by turns, as sent. */
  readonly rawHeaders: readonly string[];
  readonly sourceIp: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly clientCert: ClientCert | undefined;
  readonly body: Buffer | undefined;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly receivedAtMs: number;
};

export type HttpApiEvent = ReturnType<typeof toHttpApiEvent>;

const PROCESS_ID = randomBytes(8);
const REQUEST_ID_PREFIX = PROCESS_ID.toString('base64url');
const TRACE_ID_PREFIX = PROCESS_ID.toString('hex');
let requests = 0;

/**
 * The event of payload format 2.0. Members that would be empty are absent, as in AWS.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toHttpApiEvent(request: GatewayRequest) {
  const { method, path, queryString, receivedAtMs, routeKey, body, sourceIp, clientCert } = request;
  requests += 1;
  const { headers, cookies } = toHeaders(request);
  const domainName = hostName(headers['host']);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: queryString,
    ...(cookies === undefined ? {} : { cookies }),
    headers,
    ...(queryString === '' ? {} : { queryStringParameters: parseQuery(queryString) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(clientCert === undefined ? {} : { authentication: { clientCert } }),
      domainName,
      domainPrefix: domainName.split('.', 1)[0],
      http: {
        method,
        path,
        protocol: request.protocol,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: `${REQUEST_ID_PREFIX}${requests.toString(36)}=`,
      routeKey,
      stage: '$default',
      time: requestTime(receivedAtMs),
      timeEpoch: receivedAtMs,
    },
    ...(request.pathParameters === undefined ? {} : { pathParameters: request.pathParameters }),
    ...toBody(body, headers['content-type']),
  };
}

type Headers = Record<string, string>;

/** Names in lower case, duplicates joined; cookies stand apart; then what the gateway says of itself. */
function toHeaders({ rawHeaders, sourceIp, port, scheme, receivedAtMs }: GatewayRequest): {
  headers: Headers;
  cookies: string[] | undefined;
} {
  const headers: Headers = {};
  let cookies: string[] | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    if (name === 'cookie') {
      cookies = [...(cookies ?? []), ...value.split(/; */)];
      continue;
    }
    const earlier = Object.hasOwn(headers, name) ? headers[name] : undefined;
    headers[name] = earlier === undefined ? value : `${earlier},${value}`;
  }
  const forwardedFor = headers['x-forwarded-for'];
  headers['x-forwarded-for'] =
    forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`;
  headers['x-forwarded-port'] = `${port}`;
  headers['x-forwarded-proto'] = scheme;
  headers['x-amzn-trace-id'] = traceId(receivedAtMs);
  return { headers, cookies };
}

function traceId(receivedAtMs: number): string {
  const seconds = Math.floor(receivedAtMs / 1000).toString(16);
  return `Root=1-${seconds}-${TRACE_ID_PREFIX}${requests.toString(16).padStart(8, '0')}`;
}

function hostName(host = ''): string {
  const colon = host.lastIndexOf(':');
  return colon === -1 ? host : host.slice(0, colon);
}
