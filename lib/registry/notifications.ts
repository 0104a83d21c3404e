import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import { toTimestamp } from '../domain/timestamp.ts';
import type { DeviceDocument } from './device-document.ts';
import type { ChangeKind, Notification, OutboxEntry } from './outbox.ts';
import type { TenantDocument } from './tenant-document.ts';

/** @param tenant undefined once it is deleted: then adapters forget all that they know of it. */
export function tenantChanged(
  change: ChangeKind,
  id: TenantId,
  tenant: TenantDocument | undefined,
  atMs: number,
): OutboxEntry {
  return toEntry({
    type: 'tenant-change-v1',
    ...origin(atMs),
    change,
    'tenant-id': id,
    enabled: tenant ? tenant.enabled !== false : false,
    'invalidate-cache-on-update': !tenant || tenant.ext?.['invalidate-cache-on-update'] === true,
  });
}

export function deviceChanged(
  change: ChangeKind,
  tenant: TenantId,
  id: DeviceId,
  device: DeviceDocument | undefined,
  atMs: number,
): OutboxEntry {
  return toEntry({
    type: 'device-change-v1',
    ...origin(atMs),
    change,
    'tenant-id': tenant,
    'device-id': id,
    enabled: device ? device.enabled !== false : false,
  });
}

export function credentialsChanged(tenant: TenantId, device: DeviceId, atMs: number): OutboxEntry {
  return toEntry({
    type: 'credentials-change-v1',
    ...origin(atMs),
    'tenant-id': tenant,
    'device-id': device,
  });
}

export function allDevicesDeleted(tenant: TenantId, atMs: number): OutboxEntry {
  return toEntry({
    type: 'all-devices-of-tenant-deleted-v1',
    ...origin(atMs),
    'tenant-id': tenant,
  });
}

function toEntry(notification: Notification): OutboxEntry {
  return { kind: 'notification', notification };
}

function origin(atMs: number) {
  return { source: 'device-registry', 'creation-time': toTimestamp(atMs) } as const;
}
