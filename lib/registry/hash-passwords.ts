import type { RequestedCredential, RequestedSecret } from './credentials-document.ts';
import type { PasswordHasher } from './password-hasher.ts';

/** Puts the hash in the place of each plain password; one after the other, because hashing fills a core. */
export async function hashPasswords(
  passwords: PasswordHasher,
  requested: readonly RequestedCredential[],
): Promise<readonly RequestedCredential[]> {
  const hashed: RequestedCredential[] = [];
  for (const credential of requested) {
    const secrets: RequestedSecret[] = [];
    for (const secret of credential.secrets) secrets.push(await hashPassword(passwords, secret));
    hashed.push({ ...credential, secrets });
  }
  return hashed;
}

async function hashPassword(
  passwords: PasswordHasher,
  { plainPassword, ...secret }: RequestedSecret,
): Promise<RequestedSecret> {
  if (plainPassword === undefined) return secret;
  const hash = await passwords.hash(plainPassword);
  return { ...secret, material: { 'hash-function': passwords.hashFunction, 'pwd-hash': hash } };
}
