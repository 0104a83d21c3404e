import { randomUUID } from 'node:crypto';
import { toTimestamp } from '../../domain/timestamp.ts';
import type { ProvisioningStore } from '../../registry/provisioning-store.ts';
import { refusals } from '../../registry/refusals.ts';
import { assertAuthIdsAreFree, keepCredentials } from './registry-auth-ids.ts';
import { assertRoom, of, type RegistryState } from './registry-state.ts';

export function memoryProvisioningStore(state: RegistryState): ProvisioningStore {
  const { devices, announcements, owed, outbox } = state;
  return {
    provisionDevice: async (tenant, newcomer, change, notification, claimedUntilMs) => {
      const { device: id, document } = newcomer;
      const registered = of(devices, tenant);
      assertRoom(state, tenant, change);
      if (registered.has(id)) throw refusals.deviceExists();
      assertAuthIdsAreFree(state, tenant, id, newcomer.credentials);
      const status = {
        created: toTimestamp(change.atMs),
        'auto-provisioned': true,
        'auto-provisioning-notification-sent': false,
      } as const;
      registered.set(id, { id, version: change.version, document, status });
      keepCredentials(state, tenant, id, {
        version: change.credentialsVersion,
        document: newcomer.credentials,
      });
      const announcement = randomUUID();
      announcements.set(announcement, { notification, claimedUntilMs });
      of(owed, tenant).set(id, announcement);
      outbox.push(...change.outbox, { kind: 'provisioning', event: notification });
      return { tenant, id: announcement };
    },
    claim: async ({ id }, nowMs, claimedUntilMs) => {
      const announcement = announcements.get(id);
      if (!announcement) return { kind: 'settled' };
      if (announcement.claimedUntilMs > nowMs) return { kind: 'held' };
      announcements.set(id, { ...announcement, claimedUntilMs });
      return { kind: 'claimed', notification: announcement.notification };
    },
    settle: async ({ tenant, id }, { device }, change) => {
      announcements.delete(id);
      const stored = devices.get(tenant)?.get(device);
      if (!stored || of(owed, tenant).get(device) !== id) return;
      of(owed, tenant).delete(device);
      const status = {
        ...stored.status,
        updated: toTimestamp(change.atMs),
        'auto-provisioning-notification-sent': true,
      };
      of(devices, tenant).set(device, { ...stored, version: change.version, status });
      outbox.push(...change.outbox);
    },
  };
}
