import type { BasicCredentials } from '../domain/basic-credentials.ts';
import { expiringMap } from './expiring-map.ts';

/** Remembers passwords that were right, not the passwords: nothing in it tells what was presented. */
export type VerifiedSecrets = {
  readonly fingerprint: (presented: BasicCredentials, storedHash: string) => string;
  readonly has: (fingerprint: string) => boolean;
  readonly add: (fingerprint: string) => void;
};

export type KeyedDigest = (text: string) => string;

/**
 * @param keyedDigest an HMAC under a key that the process made for itself
 * @param maxAgeMs no longer than looked-up credentials are believed
 */
export function verifiedSecrets(
  keyedDigest: KeyedDigest,
  maxAgeMs: number,
  maxEntries: number,
  now: () => number,
): VerifiedSecrets {
  const verified = expiringMap<true>(maxEntries, now);
  return {
    fingerprint: ({ tenant, authId, password }, storedHash) =>
      keyedDigest(
        [tenant, 'hashed-password', authId, storedHash, password]
          .map((part) => `${part.length}:${part}`)
          .join(''),
      ),
    has: (fingerprint) => verified.get(fingerprint) === true,
    add: (fingerprint) => verified.set(fingerprint, true, now() + maxAgeMs),
  };
}
