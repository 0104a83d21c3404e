import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../lib/domain/errors.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import {
  AN_INSTANT_MS,
  assertRefused,
  change,
  deviceId,
  newTenantId,
} from '../support/registry-values.ts';
import type { OpenStore } from './registry-store.ts';

const LIMITED = { 'registration-limits': { 'max-devices': 3, 'max-credentials-per-device': -1 } };
const A_DAY_MS = 24 * 3600 * 1000;

/** A tenant may have so many devices and no more, however many are created at once. */
export function registrationLimitContract(open: OpenStore): void {
  test('a hundred creators leave exactly as many devices as the tenant may have', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();

    const created = await Promise.all(
      Array.from({ length: 100 }, (_, n) => isCreated(store, tenant, `device-${n}`, 7)),
    );

    assert.ok(created.filter(Boolean).length <= 7);
    for (let n = 0; await isCreated(store, tenant, `late-${n}`, 7); n++);
    assert.equal(await countOf(store, tenant), 7);
  });

  test('creators and deleters at once leave at most as many', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    for (const n of [1, 2, 3]) await isCreated(store, tenant, `old-${n}`, 3);

    const deleters = [1, 2, 3].map((n) =>
      store.deleteDevice(tenant, deviceId(`old-${n}`), change(), {}),
    );
    const creators = [1, 2, 3, 4, 5, 6].map((n) => isCreated(store, tenant, `new-${n}`, 3));
    await Promise.all([...deleters, ...creators]);
    for (const n of [7, 8, 9]) await isCreated(store, tenant, `new-${n}`, 3);

    assert.equal(await countOf(store, tenant), 3);
  });

  test('a device that is deleted makes room, one that exists already takes none', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    assert.ok(await isCreated(store, tenant, 'a', 2));
    await assertRefused(create(store, tenant, 'a', 2), 'DEVICE_EXISTS');
    assert.ok(await isCreated(store, tenant, 'b', 2));
    await assertRefused(create(store, tenant, 'a', 2), 'REGISTRATION_LIMIT_REACHED');

    await store.deleteDevice(tenant, deviceId('a'), change(), {});

    assert.ok(await isCreated(store, tenant, 'c', 2));
    assert.ok(!(await isCreated(store, tenant, 'd', 2)));
  });

  test('a limit counts the devices that were there before it, however often it is lifted', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());
    await create(store, tenant, 'a');

    for (const [limited, next] of [
      ['b', 'c'],
      ['d', 'e'],
    ] as const) {
      await store.updateTenant(tenant, LIMITED, change(), {});
      await create(store, tenant, limited, 10);
      await store.updateTenant(tenant, {}, change(), {});
      await create(store, tenant, next);
    }

    await assertRefused(create(store, tenant, 'f', 5), 'REGISTRATION_LIMIT_REACHED');
    await create(store, tenant, 'f', 6);
  });

  test('devices that were created by somebody who had not heard of the limit are counted later', async (t) => {
    const { store } = await open(t);
    const tenant = newTenantId();
    await create(store, tenant, 'a', 3);
    await create(store, tenant, 'late-1');
    await create(store, tenant, 'late-2');

    const aDayLater = change({ atMs: AN_INSTANT_MS + A_DAY_MS });
    const refused = store.createDevice(tenant, deviceId('b'), {}, { ...aDayLater, maxDevices: 3 });

    await assertRefused(refused, 'REGISTRATION_LIMIT_REACHED');
  });
}

function create(store: RegistryStore, tenant: TenantId, id: string, maxDevices?: number) {
  return store.createDevice(tenant, deviceId(id), {}, { ...change(), maxDevices });
}

/** @returns false when there was no room, or, on a machine under load, no answer */
async function isCreated(
  store: RegistryStore,
  tenant: TenantId,
  id: string,
  maxDevices: number,
): Promise<boolean> {
  try {
    await create(store, tenant, id, maxDevices);
    return true;
  } catch (failure) {
    assert.ok(failure instanceof ServiceError, String(failure));
    assert.ok(['REGISTRATION_LIMIT_REACHED', 'REGISTRY_UNAVAILABLE'].includes(failure.code));
    return false;
  }
}

async function countOf(store: RegistryStore, tenant: TenantId): Promise<number> {
  return (await store.listDevices(tenant, 1000)).items.length;
}
