import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { DeviceDocument } from './device-document.ts';
import type { ChangeKind, OutboxEntry } from './outbox.ts';
import type { TenantDocument } from './tenant-document.ts';

/** @param tenant undefined once it is deleted: then adapters forget all that they know of it. */
export function tenantChanged(
  change: ChangeKind,
  id: TenantId,
  tenant: TenantDocument | undefined,
  atMs: number,
): OutboxEntry {
  return {
    kind: 'notification',
    notification: {
      type: 'tenant-change-v1',
      ...origin(id, atMs),
      change,
      enabled: tenant ? tenant.enabled !== false : false,
      'invalidate-cache-on-update': !tenant || tenant.ext?.['invalidate-cache-on-update'] === true,
    },
  };
}

export function deviceChanged(
  change: ChangeKind,
  tenant: TenantId,
  id: DeviceId,
  device: DeviceDocument | undefined,
  atMs: number,
): OutboxEntry {
  return {
    kind: 'notification',
    notification: {
      type: 'device-change-v1',
      ...origin(tenant, atMs),
      change,
      'device-id': id,
      enabled: device ? device.enabled !== false : false,
    },
  };
}

export function credentialsChanged(tenant: TenantId, device: DeviceId, atMs: number): OutboxEntry {
  return {
    kind: 'notification',
    notification: { type: 'credentials-change-v1', ...origin(tenant, atMs), 'device-id': device },
  };
}

export function allDevicesDeleted(tenant: TenantId, atMs: number): OutboxEntry {
  return {
    kind: 'notification',
    notification: { type: 'all-devices-of-tenant-deleted-v1', ...origin(tenant, atMs) },
  };
}

function origin(tenant: TenantId, atMs: number) {
  return {
    source: 'device-registry',
    'creation-time': new Date(atMs).toISOString(),
    'tenant-id': tenant,
  } as const;
}
