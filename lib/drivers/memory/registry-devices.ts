import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import { toTimestamp } from '../../domain/timestamp.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  CredentialsStore,
  DeviceStore,
  Expectation,
  StoredDevice,
} from '../../registry/registry-store.ts';
import { assertAuthIdsAreFree, forgetAuthIds, keepCredentials } from './registry-auth-ids.ts';
import {
  assertRoom,
  assertVersion,
  authIdKey,
  of,
  type RegistryState,
  toPage,
} from './registry-state.ts';

export function memoryDeviceStore(state: RegistryState): DeviceStore & CredentialsStore {
  const { devices, credentials, outbox } = state;
  return {
    createDevice: async (tenant, id, document, change) => {
      const registered = of(devices, tenant);
      assertRoom(state, tenant, change);
      if (registered.has(id)) throw refusals.deviceExists();
      const status = { created: toTimestamp(change.atMs) };
      registered.set(id, { id, version: change.version, document, status });
      of(credentials, tenant).set(id, { version: change.credentialsVersion, document: [] });
      outbox.push(...change.outbox);
    },
    findDevice: async (tenant, id) => devices.get(tenant)?.get(id),
    updateDevice: async (tenant, id, document, change, expected) => {
      const before = existing(state, tenant, id, expected).status;
      const status = { ...before, updated: toTimestamp(change.atMs) };
      of(devices, tenant).set(id, { id, version: change.version, document, status });
      outbox.push(...change.outbox);
    },
    deleteDevice: async (tenant, id, announcement, expected) => {
      existing(state, tenant, id, expected);
      forgetAuthIds(state, tenant, id);
      of(devices, tenant).delete(id);
      of(credentials, tenant).delete(id);
      of(state.owed, tenant).delete(id);
      outbox.push(...announcement.outbox);
    },
    listDevices: async (tenant, limit, after) =>
      toPage(devices.get(tenant)?.values() ?? [], limit, after),
    countDevices: async (tenant) => devices.get(tenant)?.size ?? 0,
    announce: async (_tenant, announcement) => void outbox.push(...announcement.outbox),
    findCredentials: async (tenant, device) => credentials.get(tenant)?.get(device),
    listCredentials: async (tenant, limit, after) => {
      const all = [...(credentials.get(tenant) ?? [])].map(([id, stored]) => ({ id, ...stored }));
      return toPage(all, limit, after);
    },
    findOwner: async (tenant, type, authId) =>
      state.authIds.get(tenant)?.get(authIdKey(type, authId)),
    replaceCredentials: async (tenant, device, before, after, change) => {
      const stored = credentials.get(tenant)?.get(device);
      if (stored?.version !== before.version) {
        throw refusals.versionMismatch();
      }
      assertAuthIdsAreFree(state, tenant, device, after);
      forgetAuthIds(state, tenant, device);
      keepCredentials(state, tenant, device, { version: change.version, document: after });
      outbox.push(...change.outbox);
    },
  };
}

function existing(
  { devices }: RegistryState,
  tenant: TenantId,
  id: DeviceId,
  expected: Expectation,
): StoredDevice {
  const stored = devices.get(tenant)?.get(id);
  if (!stored) throw refusals.noSuchDevice();
  assertVersion(stored, expected);
  return stored;
}
