import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { StartFailure } from '../start-failure.ts';
import type { KeyFiles, TlsConfig } from './config.ts';
import { madeKey } from './made-key.ts';

/** What a server proves itself with. */
export type ServerKey = Pick<SecureContextOptions, 'key' | 'cert' | 'pfx' | 'passphrase'> & {
  /** The path of a certificate that a client has to trust. */
  readonly trustedBy: string;
};

export async function serverKey({ files }: TlsConfig, folder: string): Promise<ServerKey> {
  return files ? givenKey(files) : madeKey(folder);
}

/** @throws {StartFailure} one of the files cannot be read, or they do not belong together */
async function givenKey(files: KeyFiles): Promise<ServerKey> {
  const [key, cert] = await Promise.all([
    readPem('TLS_KEY', files.key),
    readPem('TLS_CERT', files.certificate),
  ]);
  try {
    createSecureContext({ key, cert });
  } catch (cause) {
    throw new StartFailure(
      'TLS_KEY and TLS_CERT are not a key and its certificate: set them to PEM files that belong together.',
      { cause },
    );
  }
  return { key, cert, trustedBy: files.certificate };
}

/** @throws {StartFailure} it cannot be read */
export async function readPem(variable: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StartFailure(
      `${variable} names ${path}, which cannot be read: set it to a PEM file.`,
      {
        cause,
      },
    );
  }
}
