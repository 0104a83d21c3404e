import type { BasicCredentials } from '../domain/basic-credentials.ts';

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
  const expiries = new Map<string, number>();
  return {
    fingerprint: ({ tenant, authId, password }, storedHash) =>
      keyedDigest(
        [tenant, 'hashed-password', authId, storedHash, password]
          .map((part) => `${part.length}:${part}`)
          .join(''),
      ),
    has: (fingerprint) => {
      const expiry = expiries.get(fingerprint);
      if (expiry === undefined) return false;
      if (now() < expiry) return true;
      expiries.delete(fingerprint);
      return false;
    },
    add: (fingerprint) => {
      expiries.delete(fingerprint);
      expiries.set(fingerprint, now() + maxAgeMs);
      for (const oldest of expiries.keys()) {
        if (expiries.size <= maxEntries) break;
        expiries.delete(oldest);
      }
    },
  };
}
