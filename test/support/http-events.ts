import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export type HttpEventGiven = {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** What an HTTP API hands over for an upload; a test names only what it is about. */
export function httpEvent({
  method = 'POST',
  path = '/event',
  query = '',
  headers = {},
  body,
}: HttpEventGiven = {}): APIGatewayProxyEventV2 {
  const isBase64Encoded = typeof body === 'object';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'devices.example.com', ...headers },
    requestContext: {
      accountId: '000000000000',
      apiId: 'devices',
      domainName: 'devices.example.com',
      domainPrefix: 'devices',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'device' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:01:00:00 +0000',
      timeEpoch: 1_795_309_200_000,
    },
    ...(body === undefined
      ? {}
      : { body: isBase64Encoded ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded,
  };
}

export function basic(authId: string, tenant: string, password: string): string {
  return `Basic ${Buffer.from(`${authId}@${tenant}:${password}`).toString('base64')}`;
}
