import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceId, TenantId } from '../../lib/domain/identifiers.ts';
import type { Credential } from '../../lib/registry/credentials-document.ts';
import { credentialsChanged } from '../../lib/registry/notifications.ts';
import type { Change, RegistryStore } from '../../lib/registry/registry-store.ts';
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
const OTHER_DEVICE = deviceId('device-2');

export function credentialsStoreContract(open: OpenStore): void {
  test('finds the set that was written last', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    const write = change();
    await replace(store, tenant, DEVICE, [password('a'), password('b')]);

    await replace(store, tenant, DEVICE, [password('b'), password('c')], write);

    assert.deepEqual(await store.findCredentials(tenant, DEVICE), {
      version: write.version,
      document: [password('b'), password('c')],
    });
  });

  test('replaces exactly the version that was found', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    const before = await store.findCredentials(tenant, DEVICE);
    assert.ok(before);
    await store.replaceCredentials(tenant, DEVICE, before, [password('a')], change());

    const stale = store.replaceCredentials(tenant, DEVICE, before, [], change());

    await assertRefused(stale, 'VERSION_MISMATCH');
    assert.deepEqual((await store.findCredentials(tenant, DEVICE))?.document, [password('a')]);
  });

  test('writes no credentials of a device that is gone', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    const before = await store.findCredentials(tenant, DEVICE);
    assert.ok(before);
    await store.deleteDevice(tenant, DEVICE, change(), {});

    const late = store.replaceCredentials(tenant, DEVICE, before, [password('a')], change());

    await assertRefused(late, 'VERSION_MISMATCH');
    assert.equal(await store.findCredentials(tenant, DEVICE), undefined);
    await replace(store, tenant, OTHER_DEVICE, [password('a')]);
  });

  test('gives a type and auth-id to one device of a tenant at a time', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    await replace(store, tenant, DEVICE, [password('a'), password('b')]);

    const taken = replace(store, tenant, OTHER_DEVICE, [password('c'), password('b')]);

    await assertRefused(taken, 'CREDENTIALS_EXIST');
    assert.deepEqual((await store.findCredentials(tenant, OTHER_DEVICE))?.document, []);
    await replace(store, tenant, DEVICE, [password('a'), password('c')]);
    await replace(store, tenant, OTHER_DEVICE, [password('b')]);
  });

  test('tells types, letters and tenants apart', async (t) => {
    const { store } = await open(t);
    const [tenant, other] = [await tenantWithDevices(store), await tenantWithDevices(store)];
    await replace(store, tenant, DEVICE, [password('a')]);

    await replace(store, other, DEVICE, [password('a')]);
    await replace(store, tenant, OTHER_DEVICE, [
      password('A'),
      password('a', { type: 'psk', secrets: [{ id: 's', material: { key: 'a2V5' } }] }),
      password('a#b/ü😀', { type: 'x509-cert', secrets: [{ id: 's', material: {} }] }),
    ]);

    assert.equal((await store.findCredentials(tenant, OTHER_DEVICE))?.document.length, 3);
  });

  test('lets one of a hundred devices have an auth-id', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    const devices = Array.from({ length: 100 }, (_, n) => deviceId(`device-${n}`));
    for (const id of devices) await store.createDevice(tenant, id, {}, change());

    const writers = devices.map((id) => replace(store, tenant, id, [password('a')]));

    await assertOneWinner(writers, 'CREDENTIALS_EXIST');
  });

  test('replaces as many credentials as a device may have', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    await replace(store, tenant, DEVICE, fullSet('old'));

    await replace(store, tenant, DEVICE, fullSet('new'));
    await store.deleteDevice(tenant, DEVICE, change(), {});

    await replace(store, tenant, OTHER_DEVICE, fullSet('new'));
  });

  test('lists the sets of all devices, empty ones too, page by page', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    await tenantWithDevices(store);
    await replace(store, tenant, OTHER_DEVICE, [password('a')]);

    const first = await store.listCredentials(tenant, 1);
    const second = await store.listCredentials(tenant, 10, first.next);

    assert.deepEqual(
      [...first.items, ...second.items].map(({ id, document }) => [id, document]),
      [
        [DEVICE, []],
        [OTHER_DEVICE, [password('a')]],
      ],
    );
    assert.equal(second.next, undefined);
  });

  test('knows which device an auth-id leads to', async (t) => {
    const { store } = await open(t);
    const tenant = await tenantWithDevices(store);
    await replace(store, tenant, DEVICE, [password('a')]);

    assert.equal(await store.findOwner(tenant, 'hashed-password', 'a'), DEVICE);
    assert.equal(await store.findOwner(tenant, 'psk', 'a'), undefined);
    assert.equal(await store.findOwner(newTenantId(), 'hashed-password', 'a'), undefined);
  });

  test('keeps what is owed to others exactly when it keeps the change', async (t) => {
    const { store, readOutbox } = await open(t);
    const tenant = await tenantWithDevices(store);
    const changed = credentialsChanged(tenant, DEVICE, AN_INSTANT_MS);
    await replace(store, tenant, DEVICE, [password('a')], change({ outbox: [changed] }));

    await assertRefused(
      replace(store, tenant, OTHER_DEVICE, [password('a')], change({ outbox: [changed] })),
      'CREDENTIALS_EXIST',
    );

    assert.deepEqual(await readOutbox(tenant), [changed]);
  });
}

async function tenantWithDevices(store: RegistryStore): Promise<TenantId> {
  const tenant = newTenantId();
  for (const id of [DEVICE, OTHER_DEVICE]) await store.createDevice(tenant, id, {}, change());
  return tenant;
}

async function replace(
  store: RegistryStore,
  tenant: TenantId,
  device: DeviceId,
  credentials: readonly Credential[],
  write: Change = change(),
): Promise<void> {
  const before = await store.findCredentials(tenant, device);
  assert.ok(before);
  await store.replaceCredentials(tenant, device, before, credentials, write);
}

function fullSet(name: string): readonly Credential[] {
  return Array.from({ length: 45 }, (_, n) => password(`${name}-${n}`));
}
