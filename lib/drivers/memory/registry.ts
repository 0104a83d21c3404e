import type { DataVolumeStore } from '../../consumption/data-volume-store.ts';
import type { Credentials, CredentialsType } from '../../domain/credentials.ts';
import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { DeviceRegistry } from '../../ingestion/device-registry.ts';
import type { Departures } from '../../onboarding/departures.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { ProvisioningStore } from '../../registry/provisioning-store.ts';
import type { RegistryStore } from '../../registry/registry-store.ts';
import { toRegistration, toTenant } from '../../registry/southbound.ts';
import { toCredentials } from '../../registry/southbound-credentials.ts';
import { toTrustStore } from '../../registry/southbound-trust.ts';
import { memoryDataVolumeStore } from './data-volume-store.ts';
import { memoryDepartures } from './departures.ts';
import { memoryProvisioningStore } from './provisioning-store.ts';
import { memoryDeviceStore } from './registry-devices.ts';
import { authIdKey, type RegistryState } from './registry-state.ts';
import { memoryTenantStore } from './registry-tenants.ts';

export type MemoryRegistry = {
  readonly store: RegistryStore;
  readonly provisioning: ProvisioningStore;
  readonly dataVolumes: DataVolumeStore;
  readonly departures: Departures;
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
    departures: new Map(),
    devices: new Map(),
    credentials: new Map(),
    authIds: new Map(),
    announcements: new Map(),
    owed: new Map(),
    volumes: new Map(),
    outbox: [],
  };
  return {
    store: { ...memoryTenantStore(state), ...memoryDeviceStore(state) },
    provisioning: memoryProvisioningStore(state),
    dataVolumes: memoryDataVolumeStore(state.volumes),
    departures: memoryDepartures(state),
    devices: deviceRegistry(state),
    outbox: state.outbox,
  };
}

function deviceRegistry(state: RegistryState): DeviceRegistry {
  const tenants = () => [...state.tenants.values()];
  const trustStores = () => tenants().map(({ id, document }) => toTrustStore(id, document));
  const tenantOf = (id: TenantId) => {
    const stored = state.tenants.get(id);
    const counted = Object.fromEntries(state.volumes.get(id)?.bytes ?? []);
    return stored && toTenant(id, stored.document, counted);
  };
  const registrationOf = (tenant: TenantId, id: DeviceId) => {
    const stored = state.devices.get(tenant)?.get(id);
    return stored && toRegistration(id, stored.document, state.owed.get(tenant)?.get(id));
  };
  return {
    findTenant: async (id) => tenantOf(id),
    findCredentials: async (id, type, authId) => ({
      tenant: tenantOf(id),
      credentials: findCredentials(state, id, type, authId),
    }),
    findTrustStoreOfIssuer: async (issuer) => {
      const trusting = trustStores().filter(({ trustAnchors }) =>
        trustAnchors.some(({ subject }) => subject === issuer),
      );
      return trusting.length === 1 ? trusting[0] : undefined;
    },
    findTrustStoreOfTenant: async (name) => {
      const named = tenants().find(({ id, document }) => id === name || document.alias === name);
      return named && toTrustStore(named.id, named.document);
    },
    findRegistrations: async (id, devices) =>
      devices.map((device) => (state.tenants.has(id) ? registrationOf(id, device) : undefined)),
  };
}

function findCredentials<Type extends CredentialsType>(
  state: RegistryState,
  tenant: TenantId,
  type: Type,
  authId: string,
): Credentials<Type> | undefined {
  const device = state.authIds.get(tenant)?.get(authIdKey(type, authId));
  const credential =
    device &&
    state.credentials
      .get(tenant)
      ?.get(device)
      ?.document.find((one) => one.type === type && one['auth-id'] === authId);
  return credential && toCredentials(type, device, credential);
}
