import type { CredentialsType } from '../domain/credentials.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import { mayProvision, type Registration } from '../domain/registration.ts';
import type { DeviceRegistry, FoundCredentials } from './device-registry.ts';
import { expiringMap } from './expiring-map.ts';
import { type Belief, BRIEF_MS, type CacheLimits, loadingCache } from './loading-cache.ts';

type CredentialsKey = { readonly tenant: TenantId; readonly authId: string };
type CredentialsCaches = {
  readonly [Type in CredentialsType]: (
    key: string,
    argument: CredentialsKey,
  ) => Promise<FoundCredentials<Type>>;
};

const NOBODY = { tenant: undefined, credentials: undefined };

/**
 * Remembers what the registry said. That something does not exist is believed for a second at most: a flood of names
 * that nobody has asks about each once, and what is made in the meantime works a second later. Where nobody asked
 * before, it works at once; so does what its first upload brings about, which is never remembered as missing.
 */
export function cachedDeviceRegistry(
  registry: DeviceRegistry,
  limits: CacheLimits,
  now: () => number,
): DeviceRegistry {
  const tenants = loadingCache(limits, now, registry.findTenant, orBriefly);
  const issuers = loadingCache(limits, now, registry.findTrustStoreOfIssuer, orBriefly);
  const names = loadingCache(limits, now, registry.findTrustStoreOfTenant, orBriefly);
  const absentTenants = expiringMap<true>(limits.maxEntries, now);
  const credentialsOf = <Type extends CredentialsType>(type: Type) =>
    loadingCache(
      limits,
      now,
      ({ tenant, authId }: CredentialsKey) => findCredentials(tenant, type, authId),
      ({ tenant, credentials }) => beliefInCredentials(type, tenant && credentials),
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
    beliefInRegistrations,
  );

  async function findCredentials<Type extends CredentialsType>(
    tenant: TenantId,
    type: Type,
    authId: string,
  ): Promise<FoundCredentials<Type>> {
    const askedAtMs = now();
    const found = await registry.findCredentials(tenant, type, authId);
    const briefMs = Math.min(BRIEF_MS, limits.maxAgeMs);
    if (!found.tenant) absentTenants.set(tenant, true, askedAtMs + briefMs);
    return found;
  }

  return {
    findTenant: (tenant) => tenants(tenant, tenant),
    /** A fleet that goes on after its tenant was deleted asks once for all of its devices. */
    findCredentials: async (tenant, type, authId) =>
      absentTenants.get(tenant)
        ? NOBODY
        : credentials[type](`${tenant} ${authId}`, { tenant, authId }),
    findTrustStoreOfIssuer: (issuer) => issuers(issuer, issuer),
    findTrustStoreOfTenant: (name) => names(name, name),
    findRegistrations: (tenant, devices) =>
      registrations(`${tenant} ${devices.join(' ')}`, { tenant, devices }),
  };
}

function orBriefly(found: unknown): Belief {
  return found === undefined ? 'briefly' : 'long';
}

/** Who holds a certificate of the tenant's authority may be registered by presenting it. */
function beliefInCredentials(type: CredentialsType, found: unknown): Belief {
  return found === undefined && type === 'x509-cert' ? 'never' : orBriefly(found);
}

/** What is still owed for a device has to be looked at again, and so has a device that its gateway may bring along. */
function beliefInRegistrations(found: readonly (Registration | undefined)[]): Belief {
  const known = found.filter((one) => one !== undefined);
  if (known.some(({ announcement }) => announcement !== undefined)) return 'never';
  if (known.length === found.length) return 'long';
  return known.some(mayProvision) ? 'never' : 'briefly';
}
