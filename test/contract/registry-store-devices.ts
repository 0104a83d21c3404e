import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { allDevicesDeleted, deviceChanged } from '../../lib/registry/notifications.ts';
import {
  AN_INSTANT_MS,
  assertOneWinner,
  assertRefused,
  change,
  deviceId,
  newTenantId,
  password,
} from '../support/registry-values.ts';
import type { OpenStore } from './registry-store.ts';

const DEVICE = deviceId('device-1');

export function deviceStoreContract(open: OpenStore): void {
  test('finds what was created, with an empty set of credentials of its own version', async (t) => {
    const { store } = await open(t);
    const [tenant, write] = [newTenantId(), change()];

    await store.createDevice(tenant, DEVICE, { via: ['gateway'] }, write);

    assert.deepEqual(await store.findDevice(tenant, DEVICE), {
      id: DEVICE,
      version: write.version,
      document: { via: ['gateway'] },
      status: { created: '2026-11-21T12:00:00Z' },
    });
    assert.deepEqual(await store.findCredentials(tenant, DEVICE), {
      version: write.credentialsVersion,
      document: [],
    });
  });

  test('keeps the longest identifier that there is', async (t) => {
    const { store } = await open(t);
    const [tenant, longest] = [parseTenantId('t'.repeat(232)), deviceId('d'.repeat(1024))];

    await store.createDevice(tenant, longest, {}, change());

    assert.equal((await store.findDevice(tenant, longest))?.id, longest);
    assert.deepEqual((await store.listDevices(tenant, 10)).items.length, 1);
  });

  test('keeps devices of different tenants apart', async (t) => {
    const { store } = await open(t);
    const [tenant, other] = [newTenantId(), newTenantId()];
    await store.createDevice(tenant, DEVICE, {}, change());

    assert.equal(await store.findDevice(other, DEVICE), undefined);
    await store.createDevice(other, DEVICE, {}, change());
    await store.deleteDevice(tenant, DEVICE, change(), {});

    assert.ok(await store.findDevice(other, DEVICE));
  });

  test('lets one of a hundred creators of an id win', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();

    const creators = Array.from({ length: 100 }, () =>
      store.createDevice(tenant, DEVICE, {}, change()),
    );

    await assertOneWinner(creators, 'DEVICE_EXISTS');
  });

  test('creates devices of one tenant side by side', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();

    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.createDevice(tenant, deviceId(`device-${n}`), {}, change()),
      ),
    );

    assert.equal((await store.listDevices(tenant, 100)).items.length, 20);
  });

  test('replaces a device and keeps when it was created', async (t) => {
    const { store } = await open(t);
    const [tenant, write] = [newTenantId(), change({ atMs: AN_INSTANT_MS + 60_000 })];
    await store.createDevice(tenant, DEVICE, { ext: { n: 1 } }, change());

    await store.updateDevice(tenant, DEVICE, { enabled: false }, write, {});

    assert.deepEqual(await store.findDevice(tenant, DEVICE), {
      id: DEVICE,
      version: write.version,
      document: { enabled: false },
      status: { created: '2026-11-21T12:00:00Z', updated: '2026-11-21T12:01:00Z' },
    });
  });

  test('replaces and deletes the version that is expected, and nothing that is not there', async (t) => {
    const { store } = await open(t);
    const [tenant, write, other] = [newTenantId(), change(), { version: 'other' }];
    const unknown = deviceId('unknown');
    await store.createDevice(tenant, DEVICE, {}, write);

    await assertRefused(
      store.updateDevice(tenant, DEVICE, {}, change(), other),
      'VERSION_MISMATCH',
    );
    await assertRefused(store.deleteDevice(tenant, DEVICE, change(), other), 'VERSION_MISMATCH');
    await assertRefused(
      store.updateDevice(tenant, unknown, {}, change(), other),
      'DEVICE_NOT_REGISTERED',
    );
    await assertRefused(
      store.deleteDevice(tenant, unknown, change(), other),
      'DEVICE_NOT_REGISTERED',
    );
    await store.deleteDevice(tenant, DEVICE, change(), { version: write.version });

    assert.equal(await store.findDevice(tenant, DEVICE), undefined);
  });

  test('deletes the credentials of a device with it', async (t) => {
    const { store } = await open(t);
    const [tenant, other] = [newTenantId(), deviceId('device-2')];
    for (const id of [DEVICE, other]) await store.createDevice(tenant, id, {}, change());
    const before = await store.findCredentials(tenant, DEVICE);
    assert.ok(before);
    await store.replaceCredentials(tenant, DEVICE, before, [password('sensor')], change());

    await store.deleteDevice(tenant, DEVICE, change(), {});

    assert.equal(await store.findCredentials(tenant, DEVICE), undefined);
    const ofOther = await store.findCredentials(tenant, other);
    assert.ok(ofOther);
    await store.replaceCredentials(tenant, other, ofOther, [password('sensor')], change());
  });

  test('lists and counts the devices of a tenant, page by page', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    for (const id of ['b', 'a', 'C', '10', '9']) {
      await store.createDevice(tenant, deviceId(id), {}, change());
    }

    const first = await store.listDevices(tenant, 3);
    const second = await store.listDevices(tenant, 3, first.next);

    const ids = [...first.items, ...second.items].map(({ id }) => id);
    assert.deepEqual(ids, ['10', '9', 'C', 'a', 'b']);
    assert.equal(second.next, undefined);
    assert.equal(await store.countDevices(tenant), 5);
    assert.equal(await store.countDevices(newTenantId()), 0);
  });

  test('keeps what is owed to others exactly when it keeps the change', async (t) => {
    const { store, readOutbox } = await open(t);
    const tenant = newTenantId();
    const created = deviceChanged('CREATE', tenant, DEVICE, {}, AN_INSTANT_MS);
    const emptied = allDevicesDeleted(tenant, AN_INSTANT_MS + 1);

    await store.createDevice(tenant, DEVICE, {}, change({ outbox: [created] }));
    await assertRefused(
      store.createDevice(tenant, DEVICE, {}, change({ outbox: [created] })),
      'DEVICE_EXISTS',
    );
    await store.announce(tenant, { atMs: AN_INSTANT_MS + 1, outbox: [emptied] });

    assert.deepEqual(await readOutbox(tenant), [created, emptied]);
  });
}
