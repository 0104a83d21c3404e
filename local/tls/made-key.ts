import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findJdk } from '../jvm/jdk.ts';
import type { ServerKey } from './server-key.ts';

const run = promisify(execFile);

const OWNER_ONLY = 0o700;
/** Keeps nobody out: the folder's mode does. A PKCS #12 file has to have one. */
const PASSPHRASE = 'tidegate';
const STORE = ['-alias', 'server', '-storetype', 'PKCS12', '-storepass', PASSPHRASE];
const EC_KEY = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650'];
const NAMES = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1,ip:::1'];

/**
 * A key with a certificate that it signed itself, made at the first start by the JDK's `keytool`: Node reads certificates, but
 * makes none.
 *
 * @param folder where both are kept
 * @throws {StartFailure} there is no JDK
 */
export async function madeKey(folder: string): Promise<ServerKey> {
  const certificate = join(folder, 'server.pem');
  const store = join(folder, 'server.p12');
  const key = async () => ({
    pfx: await readFile(store),
    passphrase: PASSPHRASE,
    trustedBy: certificate,
  });
  try {
    await readFile(certificate);
    return await key();
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure;
  }
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  const { home } = await findJdk();
  const keytool = join(home, 'bin', 'keytool');
  await run(keytool, ['-genkeypair', '-keystore', store, ...STORE, ...EC_KEY, ...NAMES]);
  await run(keytool, ['-exportcert', '-rfc', '-keystore', store, ...STORE, '-file', certificate]);
  return key();
}
