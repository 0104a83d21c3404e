import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryRegistry } from '../../../lib/drivers/memory/registry.ts';
import { deleteAllDevices } from '../../../lib/registry/delete-all-devices.ts';
import {
  AN_INSTANT_MS,
  assertRefused,
  change,
  deviceId,
  newTenantId,
} from '../../support/registry-values.ts';
import { notificationsOf } from '../../support/outbox.ts';

const SECOND_MS = 1000;

async function withDevices(count: number, secondsADevice: number) {
  const { store, outbox } = memoryRegistry();
  const tenant = newTenantId();
  for (let n = 0; n < count; n++) {
    await store.createDevice(tenant, deviceId(`device-${n}`), {}, change());
  }
  let nowMs = AN_INSTANT_MS;
  const slow: typeof store.deleteDevice = async (...write) => {
    nowMs += secondsADevice * SECOND_MS;
    await store.deleteDevice(...write);
  };
  const registry = {
    store: { ...store, deleteDevice: slow },
    passwords: { hashFunction: 'none', hash: async () => '' },
    clock: () => nowMs,
    newId: () => crypto.randomUUID(),
    principal: { name: 'admin', scheme: 'basic', role: 'admin' } as const,
  };
  return { registry, tenant, outbox };
}

describe('deleting all devices', () => {
  test('is cut short before the function is, and goes on when it is asked again', async () => {
    const { registry, tenant, outbox } = await withDevices(30, 1);

    await assertRefused(deleteAllDevices(registry, tenant), 'REGISTRY_UNAVAILABLE');

    assert.equal((await registry.store.listDevices(tenant, 100)).items.length, 5);
    assert.deepEqual(notificationsOf(outbox), []);
    await deleteAllDevices(registry, tenant);
    assert.equal((await registry.store.listDevices(tenant, 100)).items.length, 0);
    assert.equal(notificationsOf(outbox).length, 1);
  });

  test('passes over one that another has deleted', async () => {
    const { registry, tenant, outbox } = await withDevices(3, 0);
    const { store } = registry;
    const listDevices: typeof store.listDevices = async (...page) => {
      const listed = await store.listDevices(...page);
      await store.deleteDevice(tenant, deviceId('device-1'), change(), {});
      return listed;
    };

    await deleteAllDevices({ ...registry, store: { ...store, listDevices } }, tenant);

    assert.equal(notificationsOf(outbox).length, 1);
  });
});
