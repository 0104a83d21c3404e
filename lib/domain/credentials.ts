import type { DeviceId } from './identifiers.ts';
import type { JsonObject } from './json.ts';

/** What a device presents, and the secrets that prove it, one of which is enough. */
export type SecretOf = {
  readonly 'hashed-password': HashedPassword;
  readonly rpk: RawPublicKey;
  /** The certificate is the proof; the secret says when it counts. */
  readonly 'x509-cert': SecretValidity;
};

export type CredentialsType = keyof SecretOf;

/** The credentials that a type and an auth-id lead to. @see Hono, Credentials API, "Credentials Format" */
export type Credentials<Type extends CredentialsType> = {
  readonly device: DeviceId;
  readonly authId: string;
  readonly enabled: boolean;
  /** What the device's context has to equal, where both have a member of the same name. */
  readonly ext: JsonObject;
  readonly secrets: readonly SecretOf[Type][];
};

export type SecretValidity = {
  readonly enabled: boolean;
  /** Milliseconds since the Unix epoch; the secret is valid strictly between the two. */
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
};

export type HashedPassword = SecretValidity & {
  /** Anything but `sha-256` and `sha-512` is checked as bcrypt, as Hono does. */
  readonly hashFunction: string;
  /** Base64 for `sha-256` and `sha-512`, the modular crypt format for bcrypt. */
  readonly hash: string;
  /** Base64. */
  readonly salt?: string;
};

export type RawPublicKey = SecretValidity & {
  /** Base64 of a SubjectPublicKeyInfo in DER. */
  readonly key: string;
};

/** @returns the secrets that count now; none of credentials that do not exist or are disabled. */
export function usableSecrets<Type extends CredentialsType>(
  credentials: Credentials<Type> | undefined,
  nowMs: number,
): readonly SecretOf[Type][] {
  if (!credentials?.enabled) return [];
  return credentials.secrets.filter((secret) => isUsable(secret, nowMs));
}

function isUsable(secret: SecretValidity, nowMs: number): boolean {
  return (
    secret.enabled &&
    (secret.notBeforeMs === undefined || secret.notBeforeMs < nowMs) &&
    (secret.notAfterMs === undefined || nowMs < secret.notAfterMs)
  );
}
