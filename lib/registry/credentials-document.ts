import type { JsonObject } from '../domain/json.ts';

export const HASHED_PASSWORD = 'hashed-password';
export const PRE_SHARED_KEY = 'psk';
export const RAW_PUBLIC_KEY = 'rpk';
export const X509_CERTIFICATE = 'x509-cert';

/** Part of a key of the store, whether it was sent, is a certificate's subject or made of it by a template. */
export const MAX_AUTH_ID_BYTES = 1024;

type CredentialHead = {
  readonly type: string;
  readonly 'auth-id': string;
  readonly enabled?: boolean;
  readonly comment?: string;
  readonly ext?: JsonObject;
};

type SecretHead = {
  readonly enabled?: boolean;
  readonly 'not-before'?: string;
  readonly 'not-after'?: string;
  readonly comment?: string;
};

/** One element of a device's credentials, as the registry keeps it. @see Hono, Device Registry Management API, "Credentials" */
export type Credential = CredentialHead & { readonly secrets: readonly Secret[] };

export type Secret = SecretHead & {
  readonly id: string;
  /** What proves the identity, as named in the API: a password's hash, a key. It stays inside, except where the type has nothing to hide. */
  readonly material: JsonObject;
};

/** Credentials as the management API takes them. */
export type RequestedCredential = CredentialHead & {
  readonly secrets: readonly RequestedSecret[];
  /** RFC 2253; of a certificate whose subject the auth-id is. */
  readonly issuer?: string;
};

export type RequestedSecret = SecretHead & {
  readonly id?: string;
  /** Empty keeps what the secret with this id holds already. */
  readonly material: JsonObject;
  /** Takes the place of the material once it is hashed. */
  readonly plainPassword?: string;
};

/** Credentials as the management API shows them. */
export type ShownCredential = CredentialHead & { readonly secrets: readonly JsonObject[] };

/** Nothing secret ever comes back: hashes and pre-shared keys stay inside. */
export function toShownCredential({ secrets, ...head }: Credential): ShownCredential {
  const hidden = head.type === HASHED_PASSWORD || head.type === PRE_SHARED_KEY;
  return {
    ...head,
    secrets: secrets.map(({ material, ...secret }) =>
      hidden ? secret : { ...secret, ...material },
    ),
  };
}
