import type { HashedPasswordCredentials } from '../../domain/credentials.ts';
import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { DeviceRegistry } from '../../ingestion/device-registry.ts';
import { HASHED_PASSWORD } from '../../registry/credentials-document.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { RegistryStore } from '../../registry/registry-store.ts';
import {
  toHashedPasswordCredentials,
  toRegistration,
  toTenant,
} from '../../registry/southbound.ts';
import { memoryDeviceStore } from './registry-devices.ts';
import { authIdKey, type RegistryState } from './registry-state.ts';
import { memoryTenantStore } from './registry-tenants.ts';

export type MemoryRegistry = {
  readonly store: RegistryStore;
  /** What adapters read of it. */
  readonly devices: DeviceRegistry;
  /** What was written to be published, oldest first. */
  readonly outbox: readonly OutboxEntry[];
};

/** The registry in one process, without a trace afterwards. */
export function memoryRegistry(): MemoryRegistry {
  const state: RegistryState = {
    tenants: new Map(),
    topics: new Map(),
    devices: new Map(),
    credentials: new Map(),
    authIds: new Map(),
    outbox: [],
  };
  return {
    store: { ...memoryTenantStore(state), ...memoryDeviceStore(state) },
    devices: deviceRegistry(state),
    outbox: state.outbox,
  };
}

function deviceRegistry(state: RegistryState): DeviceRegistry {
  const tenantOf = (id: TenantId) => {
    const stored = state.tenants.get(id);
    return stored && toTenant(id, stored.document);
  };
  const registrationOf = (tenant: TenantId, id: DeviceId) => {
    const stored = state.devices.get(tenant)?.get(id);
    return stored && toRegistration(id, stored.document);
  };
  return {
    findTenant: async (id) => tenantOf(id),
    findHashedPassword: async (id, authId) => ({
      tenant: tenantOf(id),
      credentials: findPassword(state, id, authId),
    }),
    findRegistrations: async (id, devices) =>
      devices.map((device) => (state.tenants.has(id) ? registrationOf(id, device) : undefined)),
  };
}

function findPassword(
  state: RegistryState,
  tenant: TenantId,
  authId: string,
): HashedPasswordCredentials | undefined {
  const device = state.authIds.get(tenant)?.get(authIdKey(HASHED_PASSWORD, authId));
  const credential =
    device &&
    state.credentials
      .get(tenant)
      ?.get(device)
      ?.document.find((one) => one.type === HASHED_PASSWORD && one['auth-id'] === authId);
  return credential && toHashedPasswordCredentials(device, credential);
}
