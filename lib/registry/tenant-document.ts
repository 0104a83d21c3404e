import type { JsonObject } from '../domain/json.ts';

/**
 * A tenant as the management API shows it, in normal form: no member that was not sent, no empty `ext`.
 *
 * @see Hono, Device Registry Management API, "Tenant"
 */
export type TenantDocument = {
  readonly enabled?: boolean;
  readonly alias?: string;
  readonly ext?: JsonObject;
  readonly defaults?: JsonObject;
  readonly adapters?: readonly AdapterDocument[];
  /** Bytes. */
  readonly 'minimum-message-size'?: number;
  readonly 'registration-limits'?: RegistrationLimits;
  readonly 'resource-limits'?: ResourceLimits;
  readonly tracing?: Tracing;
  readonly 'trust-anchor-group'?: string;
  readonly 'trusted-ca'?: readonly TrustAnchor[];
};

export type AdapterDocument = {
  readonly type: string;
  readonly enabled: boolean;
  readonly 'device-authentication-required': boolean;
  readonly ext?: JsonObject;
};

/** -1 means unlimited. */
export type RegistrationLimits = {
  readonly 'max-devices': number;
  readonly 'max-credentials-per-device': number;
};

/** Times to live in seconds; a member that is absent means unlimited. */
export type ResourceLimits = {
  readonly 'max-connections'?: number;
  readonly 'max-ttl'?: number;
  readonly 'max-ttl-telemetry-qos0'?: number;
  readonly 'max-ttl-telemetry-qos1'?: number;
  readonly 'max-ttl-command-response'?: number;
  readonly 'data-volume'?: LimitPeriod & { readonly 'max-bytes': number };
  readonly 'connection-duration'?: LimitPeriod & { readonly 'max-minutes': number };
  readonly ext?: JsonObject;
};

export type LimitPeriod = {
  readonly 'effective-since': string;
  readonly period: { readonly mode: 'days' | 'monthly'; readonly 'no-of-days'?: number };
};

export type SamplingMode = 'default' | 'all' | 'none';

export type Tracing = {
  readonly 'sampling-mode': SamplingMode | null;
  readonly 'sampling-mode-per-auth-id'?: Readonly<Record<string, SamplingMode>>;
};

/** Part of a key of the store, also when it comes from a certificate. */
export const MAX_SUBJECT_BYTES = 1024;

/** A certificate authority whose clients the tenant accepts; a certificate that was sent is shown as these members. */
export type TrustAnchor = {
  readonly id: string;
  /** RFC 2253. */
  readonly 'subject-dn': string;
  /** Base64 of the DER encoding. */
  readonly 'subject-dn-bytes'?: string;
  /** Base64 of the DER encoding. */
  readonly 'public-key': string;
  readonly algorithm?: string;
  readonly 'not-before': string;
  readonly 'not-after': string;
  readonly 'auth-id-template'?: string;
  readonly 'auto-provisioning-enabled': boolean;
  readonly 'auto-provision-as-gateway': boolean;
  readonly 'auto-provisioning-device-id-template'?: string;
  readonly 'ocsp-revocation-enabled'?: boolean;
  readonly 'ocsp-responder-uri'?: string;
  readonly 'ocsp-responder-cert'?: string;
  readonly 'ocsp-nonce-enabled'?: boolean;
  /** Base64 of the certificate's DER encoding, if one was sent; for truststores, and never shown: Hono does not know it. */
  readonly cert?: string;
};

/** A trust anchor whose identifier the registry has yet to choose. */
export type RequestedTrustAnchor = Omit<TrustAnchor, 'id'> & { readonly id?: string };

export type RequestedTenant = Omit<TenantDocument, 'trusted-ca'> & {
  readonly 'trusted-ca'?: readonly RequestedTrustAnchor[];
};
