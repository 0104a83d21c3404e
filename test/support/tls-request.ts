import { request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Identity, pemOf } from './certificates.ts';

export type TlsRequest = {
  readonly port: number;
  /** `POST /event` unless said. */
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whom the client says it is. */
  readonly client?: Identity;
  /** Whom the client trusts; anybody unless said. */
  readonly trusted?: Buffer | undefined;
  /** The host name that the client asks for. */
  readonly host?: string;
  readonly options?: Pick<RequestOptions, 'maxVersion' | 'minVersion' | 'agent'>;
};

export type TlsAnswer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** A request over TLS, on a connection of its own unless an agent is given. */
export async function overTls(given: TlsRequest): Promise<TlsAnswer> {
  const { port, method = 'POST', path = '/event', headers, body = '', client, trusted } = given;
  const { host = 'localhost' } = given;
  const { promise, resolve, reject } = Promise.withResolvers<TlsAnswer>();
  const pending = request({
    agent: false,
    ...given.options,
    ...(client && { key: pemOf(client), cert: client.pem }),
    ...(trusted ? { ca: trusted } : { rejectUnauthorized: false }),
    host: '127.0.0.1',
    port,
    method,
    path,
    servername: host,
    headers: { host: `${host}:${port}`, ...headers },
  });
  pending.once('error', reject);
  pending.once('response', (response) => {
    const { statusCode: status = 0, headers: answered } = response;
    text(response).then((read) => resolve({ status, body: read, headers: answered }), reject);
  });
  pending.end(body);
  return promise;
}
