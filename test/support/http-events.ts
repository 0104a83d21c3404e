import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export type HttpEventGiven = {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** What mutual TLS has made of the client. */
  readonly clientCertPem?: string;
  readonly host?: string;
  readonly sourceIp?: string;
};

/** What an HTTP API hands over for an upload; a test names only what it is about. */
export function httpEvent({
  method = 'POST',
  path = '/event',
  query = '',
  headers = {},
  body,
  clientCertPem,
  host = 'devices.example.com',
  sourceIp = '192.0.2.1',
}: HttpEventGiven = {}): APIGatewayProxyEventV2 {
  const isBase64Encoded = typeof body === 'object';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { host, ...headers },
    requestContext: {
      accountId: '000000000000',
      apiId: 'devices',
      ...(clientCertPem !== undefined && { authentication: authenticationBy(clientCertPem) }),
      domainName: host,
      domainPrefix: host.split('.', 1)[0] ?? '',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'device' },
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

function authenticationBy(clientCertPem: string) {
  return {
    clientCert: {
      clientCertPem,
      subjectDN: 'www.example.com',
      issuerDN: 'Example issuer',
      serialNumber: 'a1:a1',
      validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
    },
  };
}

export function basic(authId: string, tenant: string, password: string): string {
  return `Basic ${Buffer.from(`${authId}@${tenant}:${password}`).toString('base64')}`;
}
