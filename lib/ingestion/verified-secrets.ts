import type { BasicCredentials } from '../domain/basic-credentials.ts';
import type { CredentialsType } from '../domain/credentials.ts';
import { expiringMap } from './expiring-map.ts';

/** Remembers secrets that were right, not the secrets: nothing in it tells what was presented. */
export type VerifiedSecrets = {
  /** @param stored what the secret was compared with; empty when that needs no name */
  readonly fingerprint: (
    type: CredentialsType,
    presented: BasicCredentials,
    stored: string,
  ) => string;
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
    fingerprint: (type, { tenant, authId, password }, stored) =>
      keyedDigest(
        [tenant, type, authId, stored, password].map((part) => `${part.length}:${part}`).join(''),
      ),
    has: (fingerprint) => verified.get(fingerprint) === true,
    add: (fingerprint) => verified.set(fingerprint, true, now() + maxAgeMs),
  };
}
