import { ServiceError } from '../domain/errors.ts';
import { type DeviceId, parseDeviceId, type TenantId } from '../domain/identifiers.ts';
import type { DeviceDocument } from './device-document.ts';
import { newChange, type Registry } from './management.ts';
import { allDevicesDeleted, deviceChanged } from './notifications.ts';
import { refusals } from './refusals.ts';
import type { Expectation, Page, StoredDevice, StoredTenant, Version } from './registry-store.ts';
import { readAll, type Search, type SearchResult, select } from './search.ts';

/**
 * @param id chosen by the registry when absent.
 * @throws {ServiceError} `TENANT_NOT_FOUND`, `REGISTRATION_LIMIT_REACHED`, `DEVICE_EXISTS`
 */
export async function createDevice(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId | undefined,
  device: DeviceDocument,
): Promise<{ readonly id: DeviceId; readonly version: Version }> {
  await assertRoomForDevice(registry, await existingTenant(registry, tenant));
  const deviceId = id ?? parseDeviceId(registry.newId());
  const change = newChange(registry, (atMs) =>
    deviceChanged('CREATE', tenant, deviceId, device, atMs),
  );
  const credentialsVersion = registry.newId();
  await registry.store.createDevice(tenant, deviceId, device, { ...change, credentialsVersion });
  return { id: deviceId, version: change.version };
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `DEVICE_NOT_REGISTERED` */
export async function readDevice(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
): Promise<StoredDevice> {
  await existingTenant(registry, tenant);
  const device = await registry.store.findDevice(tenant, id);
  if (!device) throw refusals.noSuchDevice();
  return device;
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `DEVICE_NOT_REGISTERED`, `VERSION_MISMATCH` */
export async function updateDevice(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
  device: DeviceDocument,
  expected: Expectation,
): Promise<Version> {
  await existingTenant(registry, tenant);
  const change = newChange(registry, (atMs) => deviceChanged('UPDATE', tenant, id, device, atMs));
  await registry.store.updateDevice(tenant, id, device, change, expected);
  return change.version;
}

/**
 * Also of a tenant that was deleted: what it has left behind can be cleared away.
 *
 * @throws {ServiceError} `DEVICE_NOT_REGISTERED`, `VERSION_MISMATCH`
 */
export async function deleteDevice(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
  expected: Expectation,
): Promise<void> {
  const change = newChange(registry, (atMs) =>
    deviceChanged('DELETE', tenant, id, undefined, atMs),
  );
  await registry.store.deleteDevice(tenant, id, change, expected);
}

/** A function has 10 s; whoever deletes more sends the request again. */
const MAX_DELETION_MS = 7000;
const DELETED_SIDE_BY_SIDE = 25;

/**
 * Adapters are told once, after the last device; a call that was cut short is repeated as a whole.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE` when there are more than time allows
 */
export async function deleteAllDevices(registry: Registry, tenant: TenantId): Promise<void> {
  const endMs = registry.clock() + MAX_DELETION_MS;
  let after: string | undefined;
  do {
    if (registry.clock() > endMs) throw moreToDelete();
    const page = await registry.store.listDevices(tenant, DELETED_SIDE_BY_SIDE, after);
    await Promise.all(page.items.map(({ id }) => deleteSilently(registry, tenant, id)));
    after = page.next;
  } while (after !== undefined);
  const change = newChange(registry, (atMs) => allDevicesDeleted(tenant, atMs));
  await registry.store.announce(tenant, change);
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `NOTHING_FOUND`, `SEARCH_TOO_WIDE` */
export async function searchDevices(
  registry: Registry,
  tenant: TenantId,
  search: Search & { readonly isGateway?: boolean | undefined },
): Promise<SearchResult<StoredDevice>> {
  await existingTenant(registry, tenant);
  const list = (limit: number, after?: string) => registry.store.listDevices(tenant, limit, after);
  const all = await readAll(list);
  const candidates = search.isGateway === undefined ? all : ofKind(all, search.isGateway);
  const found = select(candidates, toSearchable, search);
  if (found.result.length === 0) {
    throw new ServiceError('NOTHING_FOUND', 'no devices matching searching criteria');
  }
  return found;
}

/** @throws {ServiceError} `TENANT_NOT_FOUND` */
export async function walkDevices(
  registry: Registry,
  tenant: TenantId,
  limit: number,
  after: string | undefined,
): Promise<Page<StoredDevice>> {
  await existingTenant(registry, tenant);
  return registry.store.listDevices(tenant, limit, after);
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`: a tenant that was deleted hides its devices. */
export async function existingTenant({ store }: Registry, id: TenantId): Promise<StoredTenant> {
  const tenant = await store.findTenant(id);
  if (!tenant) throw new ServiceError('TENANT_NOT_FOUND', 'tenant does not exist');
  return tenant;
}

function moreToDelete(): ServiceError {
  return new ServiceError(
    'REGISTRY_UNAVAILABLE',
    'some devices are deleted, others not yet: send the request again',
  );
}

function toSearchable({ id, document, status }: StoredDevice) {
  return { id, ...document, status };
}

/** A gateway is a member of a group, or another device names it. */
function ofKind(devices: readonly StoredDevice[], isGateway: boolean): readonly StoredDevice[] {
  const named = new Set(devices.flatMap(({ document }) => document.via ?? []));
  return devices.filter(
    ({ id, document }) => (Boolean(document.memberOf) || named.has(id)) === isGateway,
  );
}

/** As in Hono, creators that race at the limit may exceed it by their number. */
async function assertRoomForDevice(
  { store }: Registry,
  { id, document }: StoredTenant,
): Promise<void> {
  const limit = document['registration-limits']?.['max-devices'] ?? -1;
  if (limit < 0) return;
  if (limit > 0 && (await store.countDevices(id, limit)) < limit) return;
  throw new ServiceError(
    'REGISTRATION_LIMIT_REACHED',
    `configured device limit reached [tenant-id: ${id}, max devices: ${limit}]`,
  );
}

async function deleteSilently(
  { store, clock }: Registry,
  tenant: TenantId,
  id: DeviceId,
): Promise<void> {
  try {
    await store.deleteDevice(tenant, id, { atMs: clock(), outbox: [] }, {});
  } catch (failure) {
    const deletedByAnother =
      failure instanceof ServiceError && failure.code === 'DEVICE_NOT_REGISTERED';
    if (!deletedByAnother) throw failure;
  }
}
