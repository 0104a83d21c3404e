import { type DeviceId, parseDeviceId, type TenantId } from '../domain/identifiers.ts';
import type { DeviceDocument } from './device-document.ts';
import { existingTenant } from './existing-tenant.ts';
import { newChange, type Registry } from './management.ts';
import { deviceChanged } from './notifications.ts';
import type { ChangeKind, OutboxEntry } from './outbox.ts';
import { refusals } from './refusals.ts';
import { maxDevicesOf } from './registration-limit.ts';
import type { Expectation, StoredDevice, Version } from './registry-store.ts';
import { assertVersion, writeExpected } from './write-expected.ts';

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
  const { document } = await existingTenant(registry, tenant);
  const deviceId = id ?? parseDeviceId(registry.newId());
  const change = newChange(registry, audited('CREATE', tenant, deviceId), (atMs) =>
    deviceChanged('CREATE', tenant, deviceId, device, atMs),
  );
  const credentialsVersion = registry.newId();
  const creation = { ...change, credentialsVersion, maxDevices: maxDevicesOf(document) };
  await registry.store.createDevice(tenant, deviceId, device, creation);
  return { id: deviceId, version: change.version };
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `DEVICE_NOT_REGISTERED` */
export async function readDevice(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
): Promise<StoredDevice> {
  await existingTenant(registry, tenant);
  return expectedDevice(registry, tenant, id, {});
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
  return writeExpected(expected, async () => {
    const { version } = await expectedDevice(registry, tenant, id, expected);
    const change = newChange(registry, audited('UPDATE', tenant, id, version), (atMs) =>
      deviceChanged('UPDATE', tenant, id, device, atMs),
    );
    await registry.store.updateDevice(tenant, id, device, change, { version });
    return change.version;
  });
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
  const tell = (atMs: number) => deviceChanged('DELETE', tenant, id, undefined, atMs);
  await deleteTelling(registry, tenant, id, expected, tell);
}

/** As one of all: adapters are told by whoever deletes them all. */
export async function deleteDeviceSilently(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
): Promise<void> {
  await deleteTelling(registry, tenant, id, {});
}

async function deleteTelling(
  registry: Registry,
  tenant: TenantId,
  id: DeviceId,
  expected: Expectation,
  ...tell: ((atMs: number) => OutboxEntry)[]
): Promise<void> {
  await writeExpected(expected, async () => {
    const { version } = await expectedDevice(registry, tenant, id, expected);
    const change = newChange(registry, audited('DELETE', tenant, id, version), ...tell);
    await registry.store.deleteDevice(tenant, id, change, { version });
  });
}

async function expectedDevice(
  { store }: Registry,
  tenant: TenantId,
  id: DeviceId,
  expected: Expectation,
): Promise<StoredDevice> {
  const device = await store.findDevice(tenant, id);
  if (!device) throw refusals.noSuchDevice();
  assertVersion(device, expected);
  return device;
}

function audited(change: ChangeKind, tenant: TenantId, id: DeviceId, before?: Version) {
  return {
    change,
    resource: 'device',
    'tenant-id': tenant,
    'device-id': id,
    ...(before !== undefined && { 'version-before': before }),
  } as const;
}
