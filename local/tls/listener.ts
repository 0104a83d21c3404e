import { join } from 'node:path';
import type { TlsOptions } from '../gateway/tls-server.ts';
import { isFree } from '../ports.ts';
import type { TlsConfig } from './config.ts';
import { readPem, serverKey } from './server-key.ts';

export type TlsListener = TlsOptions & {
  /** The path of a certificate that a client has to trust. */
  readonly trustedBy: string;
};

const USUAL_PORT = 8443;

/** @throws {StartFailure} a file cannot be read, or there is no JDK to make a key with. */
export async function tlsListenerFor(
  config: TlsConfig | undefined,
  dataDir: string,
): Promise<TlsListener | undefined> {
  if (!config) return undefined;
  const { trustedBy, ...key } = await serverKey(config, join(dataDir, 'tls'));
  const truststore = config.mutual && (await readPem('TLS_TRUSTSTORE', config.mutual.truststore));
  const port = config.port ?? ((await isFree(USUAL_PORT)) ? USUAL_PORT : 0);
  return { port, key, trustedBy, ...(truststore && { truststore }) };
}
