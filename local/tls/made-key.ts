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
/** A second of work needs no optimising compiler. */
const LEAN = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];
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
  const keytool = (...words: readonly string[]) =>
    run(join(home, 'bin', 'keytool'), [...LEAN, ...words, '-keystore', store, ...STORE]);
  await keytool('-genkeypair', ...EC_KEY, ...NAMES);
  await keytool('-exportcert', '-rfc', '-file', certificate);
  return key();
}
