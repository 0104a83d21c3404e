import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryRegistry } from '../../../lib/drivers/memory/registry.ts';
import { boundedDeviceRegistry } from '../../../lib/ingestion/bounded-device-registry.ts';
import { cachedDeviceRegistry } from '../../../lib/ingestion/cached-device-registry.ts';
import type { Registration } from '../../../lib/domain/registration.ts';
import type { DeviceRegistry } from '../../../lib/ingestion/device-registry.ts';
import { findWritten } from '../../../lib/ingestion/find-written.ts';
import { toRegistration } from '../../../lib/registry/southbound.ts';
import {
  AN_INSTANT_MS,
  change,
  deviceId,
  newTenantId,
  password,
} from '../../support/registry-values.ts';

const DEVICE = deviceId('4711');
const GATEWAY = deviceId('gateway');
const NOT_FOUND = { tenant: undefined, credentials: undefined };

/** A cache over a registry in memory. */
function open(changed: Partial<DeviceRegistry> = {}) {
  const { store, devices } = memoryRegistry();
  const clock = { ms: AN_INSTANT_MS };
  const looks: string[] = [];
  const registry = counted({ ...devices, ...changed }, looks);
  const bounded = boundedDeviceRegistry(registry, {
    atOnce: 4,
    waiting: 20,
    ofOneTenant: 12,
    patienceMs: 10_000,
  });
  const limits = { maxAgeMs: 60_000, maxEntries: 100 };
  return { store, clock, looks, cached: cachedDeviceRegistry(bounded, limits, () => clock.ms) };
}

/** @param looks is told of each look-up */
function counted(registry: DeviceRegistry, looks: string[]): DeviceRegistry {
  return {
    ...registry,
    findTenant: (tenant) => {
      looks.push(tenant);
      return registry.findTenant(tenant);
    },
    findCredentials: (tenant, type, authId) => {
      looks.push(`${type} ${authId}`);
      return registry.findCredentials(tenant, type, authId);
    },
    findRegistrations: (tenant, ids) => {
      looks.push(ids.join(' '));
      return registry.findRegistrations(tenant, ids);
    },
  };
}

const known = toRegistration(DEVICE, {});
const provisioning = toRegistration(GATEWAY, { authorities: ['auto-provisioning-enabled'] });

describe('what the registry said of devices', () => {
  for (const [what, registrations, looks] of [
    ['a device is remembered', [known], 1],
    ['what is missing is remembered', [undefined], 1],
    ['a device is missing that its gateway may not bring along', [undefined, known], 1],
    [
      'a device is missing that its gateway may bring along: not remembered',
      [undefined, provisioning],
      2,
    ],
    ['a notification is owed: not remembered', [toRegistration(DEVICE, {}, 'owed')], 2],
  ] as const) {
    test(what, async () => {
      const { cached, looks: seen } = open({ findRegistrations: async () => registrations });
      const asked = registrations.map((_, index) => (index === 0 ? DEVICE : GATEWAY));
      const tenant = newTenantId();

      await cached.findRegistrations(tenant, asked);
      await cached.findRegistrations(tenant, asked);

      assert.equal(seen.length, looks);
    });
  }

  test('is believed for a minute when it is there, for a second when it is missing', async () => {
    const { cached, store, clock, looks } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());
    await cached.findRegistrations(tenant, [DEVICE]);
    await store.createDevice(tenant, DEVICE, {}, change());

    clock.ms += 999;
    assert.deepEqual(await cached.findRegistrations(tenant, [DEVICE]), [undefined]);
    clock.ms += 1;
    const [found] = await cached.findRegistrations(tenant, [DEVICE]);
    assert.equal(found?.device, DEVICE);
    clock.ms += 59_999;
    await cached.findRegistrations(tenant, [DEVICE]);

    assert.equal(looks.length, 2);
  });

  test('works at once for a device that nobody asked for before', async () => {
    const { cached, store } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());
    await cached.findRegistrations(tenant, [GATEWAY]);
    await store.createDevice(tenant, DEVICE, {}, change());

    const [found] = await cached.findRegistrations(tenant, [DEVICE]);

    assert.equal(found?.device, DEVICE);
  });
});

describe('what was written a moment ago', () => {
  test('is found, although a look-up from before is still under way', async () => {
    const before = Promise.withResolvers<readonly (Registration | undefined)[]>();
    const answers = [before.promise, Promise.resolve([known, provisioning])];
    const findRegistrations = async () => (await answers.shift()) ?? [];
    const { cached } = open({ findRegistrations });
    const tenant = newTenantId();
    const find = () => cached.findRegistrations(tenant, [DEVICE, GATEWAY]);

    const [early, late] = [find(), findWritten(find, ([one]) => one !== undefined)];
    before.resolve([undefined, provisioning]);

    assert.equal((await early)[0], undefined);
    assert.equal((await late)[0]?.device, DEVICE);
  });
});

describe('what the registry said of credentials', () => {
  test('is asked once a second for all devices of a tenant that does not exist', async () => {
    const { cached, store, clock, looks } = open();
    const tenant = newTenantId();
    for (const authId of ['a', 'b', 'c', 'a']) {
      assert.deepEqual(await cached.findCredentials(tenant, 'hashed-password', authId), NOT_FOUND);
    }
    assert.equal(looks.length, 1);

    await store.createTenant(tenant, {}, change());
    clock.ms += 1000;
    const found = await cached.findCredentials(tenant, 'hashed-password', 'b');

    assert.equal(found.tenant?.id, tenant);
  });

  test('is not remembered as missing for who presents a certificate', async () => {
    const { cached, store, looks } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());

    await cached.findCredentials(tenant, 'x509-cert', 'CN=4711');
    await cached.findCredentials(tenant, 'x509-cert', 'CN=4711');

    assert.equal(looks.length, 2);
  });
});

const STRANGERS = 10_000;

describe('a flood of names that nobody has', () => {
  test('asks the registry so many times and no more, and lets devices in the cache pass', async () => {
    const { cached, store, looks } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());
    await store.createDevice(tenant, DEVICE, {}, change());
    await cached.findRegistrations(tenant, [DEVICE]);
    looks.length = 0;

    const flood = Array.from({ length: STRANGERS }, (_, index) =>
      cached.findCredentials(tenant, 'hashed-password', `nobody-${index}`),
    );
    const settled = Promise.allSettled(flood);
    const [passing] = await cached.findRegistrations(tenant, [DEVICE]);

    assert.equal(passing?.device, DEVICE);
    const refused = (await settled).filter(({ status }) => status === 'rejected').length;
    assert.equal(looks.length, 12);
    assert.equal(refused, STRANGERS - 12);
  });

  test('asks once for each name, however often it comes in a second', async () => {
    const { cached, store, looks } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());

    for (let index = 0; index < STRANGERS; index++) {
      await cached.findCredentials(tenant, 'hashed-password', `nobody-${index % 10}`);
    }

    assert.equal(looks.length, 10);
  });

  test('pushes no device out of the cache', async () => {
    const { cached, store, looks } = open();
    const tenant = newTenantId();
    await store.createTenant(tenant, {}, change());
    await store.createDevice(tenant, DEVICE, {}, change());
    await cached.findRegistrations(tenant, [DEVICE]);

    for (let index = 0; index < 200; index++) {
      await cached.findRegistrations(tenant, [deviceId(`nobody-${index}`)]);
    }
    looks.length = 0;
    await cached.findRegistrations(tenant, [DEVICE]);

    assert.deepEqual(looks, []);
  });

  test('leaves a new device of another tenant its way to the registry', async () => {
    const { cached, store } = open();
    const [flooded, calm] = [newTenantId(), newTenantId()];
    await store.createTenant(flooded, {}, change());
    await store.createTenant(calm, {}, change());
    await store.createDevice(calm, DEVICE, {}, change());
    const none = await store.findCredentials(calm, DEVICE);
    assert.ok(none);
    await store.replaceCredentials(calm, DEVICE, none, [password('sensor')], change());

    const flood = Array.from({ length: STRANGERS }, (_, index) =>
      cached.findCredentials(flooded, 'hashed-password', `nobody-${index}`),
    );
    const [found] = await Promise.all([
      cached.findCredentials(calm, 'hashed-password', 'sensor'),
      Promise.allSettled(flood),
    ]);

    assert.equal(found.credentials?.device, DEVICE);
  });
});
