import type { IncomingMessage, RequestListener, ServerOptions, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { TLSSocket } from 'node:tls';

export type TlsOptions = {
  /** 0 is a free port. */
  readonly port: number;
  readonly key: Pick<SecureContextOptions, 'key' | 'cert' | 'pfx' | 'passphrase'>;
  /** PEM of the authorities, one of which has to have issued a client's certificate; absent means that no client needs one. */
  readonly truststore?: Buffer;
};

/**
 * Asks every client for a certificate. Without a truststore any will do, also none: the function decides. With one it is as with
 * mutual TLS of API Gateway, which hangs up on who has none, and answers 403 to whom it does not trust.
 *
 * @see https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors
 */
export function createTlsServer(
  { key, truststore }: TlsOptions,
  http: ServerOptions,
  serve: RequestListener,
  forbid: (response: ServerResponse) => void,
): Server {
  const options = {
    ...http,
    ...key,
    ...(truststore && { ca: truststore }),
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    requestCert: true,
    rejectUnauthorized: false,
  } as const;
  if (!truststore) return createServer(options, serve);
  const server = createServer(options, (request, response) => {
    if (isTrusted(request)) serve(request, response);
    else forbid(response);
  });
  return server.on('secureConnection', (socket: TLSSocket) => {
    if (!socket.getPeerX509Certificate()) socket.destroy();
  });
}

function isTrusted({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket && socket.authorized;
}
