import type { Credentials, CredentialsType } from '../domain/credentials.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Registration } from '../domain/registration.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { TrustStore } from '../domain/trust-anchor.ts';

/**
 * What an upload asks of the registry; what does not exist is undefined. Credentials and registrations are one round trip
 * each. Trust stores are two, but one serves all devices of its tenant.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export type DeviceRegistry = {
  readonly findTenant: (tenant: TenantId) => Promise<Tenant | undefined>;
  /** The tenant comes along, because its state is checked before the secret. */
  readonly findCredentials: <Type extends CredentialsType>(
    tenant: TenantId,
    type: Type,
    authId: string,
  ) => Promise<FoundCredentials<Type>>;
  /** @param issuer RFC 2253; one that several tenants trust leads to none of them */
  readonly findTrustStoreOfIssuer: (issuer: string) => Promise<TrustStore | undefined>;
  /** @param name a tenant's identifier or its alias */
  readonly findTrustStoreOfTenant: (name: string) => Promise<TrustStore | undefined>;
  /** In the order asked for; a tenant that was deleted has no registrations. */
  readonly findRegistrations: (
    tenant: TenantId,
    devices: readonly DeviceId[],
  ) => Promise<readonly (Registration | undefined)[]>;
};

export type FoundCredentials<Type extends CredentialsType> = {
  readonly tenant: Tenant | undefined;
  readonly credentials: Credentials<Type> | undefined;
};
