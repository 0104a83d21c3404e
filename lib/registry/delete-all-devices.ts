import { ServiceError } from '../domain/errors.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import { deleteDeviceSilently } from './manage-devices.ts';
import type { Registry } from './management.ts';
import { allDevicesDeleted } from './notifications.ts';

/** The function has 20 s; whoever deletes more sends the request again. */
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
    await Promise.all(page.items.map(({ id }) => deleteIfThere(registry, tenant, id)));
    after = page.next;
  } while (after !== undefined);
  const atMs = registry.clock();
  await registry.store.announce(tenant, { atMs, outbox: [allDevicesDeleted(tenant, atMs)] });
}

async function deleteIfThere(registry: Registry, tenant: TenantId, id: DeviceId): Promise<void> {
  try {
    await deleteDeviceSilently(registry, tenant, id);
  } catch (failure) {
    const deletedByAnother =
      failure instanceof ServiceError && failure.code === 'DEVICE_NOT_REGISTERED';
    if (!deletedByAnother) throw failure;
  }
}

function moreToDelete(): ServiceError {
  return new ServiceError(
    'REGISTRY_UNAVAILABLE',
    'some devices are deleted, others not yet: send the request again',
  );
}
