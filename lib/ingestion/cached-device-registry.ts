import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { DeviceRegistry } from './device-registry.ts';
import { type CacheLimits, loadingCache } from './loading-cache.ts';

/** Remembers what exists; what does not exist is asked for each time, so that a new device works at once. */
export function cachedDeviceRegistry(
  registry: DeviceRegistry,
  limits: CacheLimits,
  now: () => number,
): DeviceRegistry {
  const tenants = loadingCache(limits, now, registry.findTenant, (tenant) => tenant !== undefined);
  const passwords = loadingCache(
    limits,
    now,
    ({ tenant, authId }: { tenant: TenantId; authId: string }) =>
      registry.findHashedPassword(tenant, authId),
    ({ tenant, credentials }) => tenant !== undefined && credentials !== undefined,
  );
  const registrations = loadingCache(
    limits,
    now,
    ({ tenant, devices }: { tenant: TenantId; devices: readonly DeviceId[] }) =>
      registry.findRegistrations(tenant, devices),
    (found) => found.every((registration) => registration !== undefined),
  );
  return {
    findTenant: (tenant) => tenants(tenant, tenant),
    findHashedPassword: (tenant, authId) => passwords(`${tenant} ${authId}`, { tenant, authId }),
    findRegistrations: (tenant, devices) =>
      registrations(`${tenant} ${devices.join(' ')}`, { tenant, devices }),
  };
}
