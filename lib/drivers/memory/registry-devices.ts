import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import { toTimestamp } from '../../domain/timestamp.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  CredentialsStore,
  DeviceStore,
  Expectation,
  StoredDevice,
} from '../../registry/registry-store.ts';
import { assertVersion, authIdKey, of, type RegistryState, toPage } from './registry-state.ts';

export function memoryDeviceStore(state: RegistryState): DeviceStore & CredentialsStore {
  const { devices, credentials, outbox } = state;
  return {
    createDevice: async (tenant, id, document, change) => {
      const registered = of(devices, tenant);
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
    countDevices: async (tenant, atMost) => Math.min(devices.get(tenant)?.size ?? 0, atMost),
    announce: async (_tenant, announcement) => void outbox.push(...announcement.outbox),
    findCredentials: async (tenant, device) => credentials.get(tenant)?.get(device),
    replaceCredentials: async (tenant, device, before, after, change) => {
      const stored = credentials.get(tenant)?.get(device);
      if (stored?.version !== before.version) {
        throw refusals.versionMismatch();
      }
      assertAuthIdsAreFree(state, tenant, device, after);
      forgetAuthIds(state, tenant, device);
      const authIds = of(state.authIds, tenant);
      for (const one of after) authIds.set(authIdKey(one.type, one['auth-id']), device);
      of(credentials, tenant).set(device, { version: change.version, document: after });
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

function assertAuthIdsAreFree(
  { authIds }: RegistryState,
  tenant: TenantId,
  device: DeviceId,
  wanted: readonly Credential[],
): void {
  for (const one of wanted) {
    const owner = authIds.get(tenant)?.get(authIdKey(one.type, one['auth-id']));
    if (owner === undefined || owner === device) continue;
    throw refusals.credentialsExist();
  }
}

function forgetAuthIds(state: RegistryState, tenant: TenantId, device: DeviceId): void {
  const held = state.credentials.get(tenant)?.get(device)?.document ?? [];
  for (const one of held) of(state.authIds, tenant).delete(authIdKey(one.type, one['auth-id']));
}
