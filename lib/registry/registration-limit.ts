import { ServiceError } from '../domain/errors.ts';
import type { RegistryStore, StoredTenant } from './registry-store.ts';

/**
 * As in Hono, creators that race at the limit may exceed it by their number.
 *
 * @throws {ServiceError} `REGISTRATION_LIMIT_REACHED`
 */
export async function assertRoomForDevice(
  { store }: { readonly store: Pick<RegistryStore, 'countDevices'> },
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
