import type { CredentialsType } from '../domain/credentials.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { DeviceRegistry, FoundCredentials } from './device-registry.ts';
import { type CacheLimits, loadingCache } from './loading-cache.ts';

type CredentialsKey = { readonly tenant: TenantId; readonly authId: string };
type CredentialsCaches = {
  readonly [Type in CredentialsType]: (
    key: string,
    argument: CredentialsKey,
  ) => Promise<FoundCredentials<Type>>;
};

/** Remembers what exists; what does not exist is asked for each time, so that a new device works at once. */
export function cachedDeviceRegistry(
  registry: DeviceRegistry,
  limits: CacheLimits,
  now: () => number,
): DeviceRegistry {
  const tenants = loadingCache(limits, now, registry.findTenant, exists);
  const issuers = loadingCache(limits, now, registry.findTrustStoreOfIssuer, exists);
  const names = loadingCache(limits, now, registry.findTrustStoreOfTenant, exists);
  const credentialsOf = <Type extends CredentialsType>(type: Type) =>
    loadingCache(
      limits,
      now,
      ({ tenant, authId }: CredentialsKey) => registry.findCredentials(tenant, type, authId),
      ({ tenant, credentials }) => exists(tenant) && exists(credentials),
    );
  const credentials: CredentialsCaches = {
    'hashed-password': credentialsOf('hashed-password'),
    rpk: credentialsOf('rpk'),
    'x509-cert': credentialsOf('x509-cert'),
  };
  const registrations = loadingCache(
    limits,
    now,
    ({ tenant, devices }: { tenant: TenantId; devices: readonly DeviceId[] }) =>
      registry.findRegistrations(tenant, devices),
    // What is still owed for a device has to be looked at again.
    (found) => found.every((one) => one !== undefined && one.announcement === undefined),
  );
  return {
    findTenant: (tenant) => tenants(tenant, tenant),
    findCredentials: (tenant, type, authId) =>
      credentials[type](`${tenant} ${authId}`, { tenant, authId }),
    findTrustStoreOfIssuer: (issuer) => issuers(issuer, issuer),
    findTrustStoreOfTenant: (name) => names(name, name),
    findRegistrations: (tenant, devices) =>
      registrations(`${tenant} ${devices.join(' ')}`, { tenant, devices }),
  };
}

function exists(value: unknown): boolean {
  return value !== undefined;
}
