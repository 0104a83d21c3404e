import type { HashedPasswordCredentials } from '../domain/credentials.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Registration } from '../domain/registration.ts';
import type { Tenant } from '../domain/tenant.ts';

/**
 * What an upload asks of the registry. Each call is one round trip; what does not exist is undefined.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export type DeviceRegistry = {
  readonly findTenant: (tenant: TenantId) => Promise<Tenant | undefined>;
  /** The tenant comes along, because its state is checked before the secret. */
  readonly findHashedPassword: (tenant: TenantId, authId: string) => Promise<FoundCredentials>;
  /** In the order asked for; a tenant that was deleted has no registrations. */
  readonly findRegistrations: (
    tenant: TenantId,
    devices: readonly DeviceId[],
  ) => Promise<readonly (Registration | undefined)[]>;
};

export type FoundCredentials = {
  readonly tenant: Tenant | undefined;
  readonly credentials: HashedPasswordCredentials | undefined;
};
