import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { Credential, Secret } from '../../lib/registry/credentials-document.ts';
import { AN_INSTANT_MS, password } from './registry-values.ts';

export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

export function ecKeys(namedCurve = 'P-256'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve });
}

export function rsaKeys(modulusLength = 2048): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength });
}

export type TokenGiven = {
  readonly header?: Readonly<Record<string, unknown>>;
  /** A member that is undefined is left out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs?: number;
};

/** A token that names tenant and auth-id itself, good for an hour, as far as the test does not say otherwise. */
export async function deviceToken(
  { privateKey }: Pick<KeyPair, 'privateKey'>,
  { header, claims, nowMs = AN_INSTANT_MS }: TokenGiven = {},
): Promise<string> {
  const now = nowMs / 1000;
  const all = {
    aud: 'hono-adapter',
    tid: 'acme',
    sub: 'sensor',
    iat: now,
    exp: now + 3600,
    ...claims,
  };
  const alg = privateKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  return new SignJWT(JSON.parse(JSON.stringify(all)) as JWTPayload)
    .setProtectedHeader({ alg, typ: 'JWT', ...header })
    .sign(privateKey);
}

export function encodedKey({ publicKey }: Pick<KeyPair, 'publicKey'>): string {
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

export function keySecret(pair: Pick<KeyPair, 'publicKey'>, given: Partial<Secret> = {}): Secret {
  return { id: 'key-1', material: { key: encodedKey(pair), algorithm: 'EC' }, ...given };
}

/** Credentials of the type `rpk`. */
export function publicKeys(
  authId: string,
  secrets: readonly Secret[],
  given: Partial<Credential> = {},
): Credential {
  return password(authId, { type: 'rpk', secrets, ...given });
}
