import type { DeviceId } from './identifiers.ts';

/** The credentials that a type and an auth-id lead to. @see Hono, Credentials API, "Credentials Format" */
export type HashedPasswordCredentials = {
  readonly device: DeviceId;
  readonly authId: string;
  readonly enabled: boolean;
  readonly secrets: readonly HashedPassword[];
};

export type HashedPassword = {
  readonly enabled: boolean;
  /** Milliseconds since the Unix epoch; the secret is valid strictly between the two. */
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  /** Anything but `sha-256` and `sha-512` is checked as bcrypt, as Hono does. */
  readonly hashFunction: string;
  /** Base64 for `sha-256` and `sha-512`, the modular crypt format for bcrypt. */
  readonly hash: string;
  /** Base64. */
  readonly salt?: string;
};

export function isUsable(secret: HashedPassword, nowMs: number): boolean {
  return (
    secret.enabled &&
    (secret.notBeforeMs === undefined || secret.notBeforeMs < nowMs) &&
    (secret.notAfterMs === undefined || nowMs < secret.notAfterMs)
  );
}
