import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { DeviceRegistry } from '../../lib/ingestion/device-registry.ts';
import type { Credential } from '../../lib/registry/credentials-document.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import {
  change,
  deviceId,
  newTenantId,
  password,
  trustAnchor,
} from '../support/registry-values.ts';

export type RegistryUnderTest = {
  readonly devices: DeviceRegistry;
  /** Where what is looked up comes from. */
  readonly store: RegistryStore;
};

const DEVICE = deviceId('device-1');
const GATEWAY = deviceId('gateway-1');

/** What every driver that claims to be the registry of an upload does. */
export function deviceRegistryContract(
  driver: string,
  open: (t: TestContext) => Promise<RegistryUnderTest>,
): void {
  describe(`device registry (${driver})`, () => {
    test('finds a tenant with what the rules of an upload need', async (t) => {
      const { devices, store } = await open(t);
      const id = newTenantId();
      const http = { type: 'hono-http', enabled: true, 'device-authentication-required': true };
      await store.createTenant(
        id,
        {
          enabled: false,
          ext: { 'messaging-type': 'kafka' },
          defaults: { ttl: 30 },
          adapters: [{ ...http, ext: { 'max-ttd': 20 } }],
          'resource-limits': { 'max-ttl': 60 },
        },
        change(),
      );

      assert.deepEqual(await devices.findTenant(id), {
        id,
        enabled: false,
        ext: { 'messaging-type': 'kafka' },
        defaults: { ttl: 30 },
        adapters: [{ type: 'hono-http', enabled: true, ext: { 'max-ttd': 20 } }],
        maxTimeToLiveSeconds: { event: 60 },
      });
    });

    test('knows a tenant as soon as it is created, and not once it is deleted', async (t) => {
      const { devices, store } = await open(t);
      const id = newTenantId();

      assert.equal(await devices.findTenant(id), undefined);
      await store.createTenant(id, {}, change());
      assert.deepEqual(await devices.findTenant(id), {
        id,
        enabled: true,
        ext: {},
        defaults: {},
        maxTimeToLiveSeconds: {},
      });
      await store.deleteTenant(id, change(), {});
      assert.equal(await devices.findTenant(id), undefined);
    });

    test('leads an auth-id to the device and its usable secrets', async (t) => {
      const { devices, store } = await open(t);
      const { tenant } = await withCredentials(store, [
        password('other'),
        password('sensor', {
          enabled: false,
          secrets: [
            {
              id: 'one',
              enabled: false,
              'not-before': '2026-01-01T00:00:00Z',
              'not-after': '2027-01-01T00:00:00Z',
              material: { 'hash-function': 'sha-512', 'pwd-hash': 'aGFzaA==', salt: 'c2FsdA==' },
            },
            { id: 'two', material: { 'hash-function': 'bcrypt', 'pwd-hash': '$2a$10$…' } },
            { id: 'without a hash', material: {} },
          ],
        }),
      ]);

      const found = await devices.findCredentials(tenant, 'hashed-password', 'sensor');

      assert.equal(found.tenant?.id, tenant);
      assert.deepEqual(found.credentials, {
        device: DEVICE,
        authId: 'sensor',
        enabled: false,
        ext: {},
        secrets: [
          {
            enabled: false,
            notBeforeMs: Date.parse('2026-01-01T00:00:00Z'),
            notAfterMs: Date.parse('2027-01-01T00:00:00Z'),
            hashFunction: 'sha-512',
            hash: 'aGFzaA==',
            salt: 'c2FsdA==',
          },
          { enabled: true, hashFunction: 'bcrypt', hash: '$2a$10$…' },
        ],
      });
    });

    test('leads an auth-id to the keys of its tokens, and to the times of its certificate', async (t) => {
      const { devices, store } = await open(t);
      const times = { 'not-before': '2026-01-01T00:00:00Z', 'not-after': '2027-01-01T00:00:00Z' };
      const { tenant } = await withCredentials(store, [
        password('sensor', {
          type: 'rpk',
          ext: { iss: 'factory' },
          secrets: [{ id: 'one', material: { key: 'a2V5', algorithm: 'EC' } }],
        }),
        password('CN=sensor', {
          type: 'x509-cert',
          secrets: [{ id: 'one', ...times, material: {} }],
        }),
      ]);

      const key = await devices.findCredentials(tenant, 'rpk', 'sensor');
      const certificate = await devices.findCredentials(tenant, 'x509-cert', 'CN=sensor');

      const common = { device: DEVICE, enabled: true };
      assert.deepEqual(key.credentials, {
        ...common,
        authId: 'sensor',
        ext: { iss: 'factory' },
        secrets: [{ enabled: true, key: 'a2V5' }],
      });
      assert.deepEqual(certificate.credentials, {
        ...common,
        authId: 'CN=sensor',
        ext: {},
        secrets: [
          {
            enabled: true,
            notBeforeMs: Date.parse(times['not-before']),
            notAfterMs: Date.parse(times['not-after']),
          },
        ],
      });
    });

    test('leads an auth-id of another type, another tenant or nobody nowhere', async (t) => {
      const { devices, store } = await open(t);
      const { tenant } = await withCredentials(store, [
        password('key', { type: 'psk', secrets: [{ id: 's', material: { key: 'a2V5' } }] }),
      ]);
      const { tenant: other } = await withCredentials(store, [password('sensor')]);

      for (const authId of ['key', 'sensor', '', 'x'.repeat(5000)]) {
        const { credentials } = await devices.findCredentials(tenant, 'hashed-password', authId);
        assert.equal(credentials, undefined, authId);
      }
      assert.ok((await devices.findCredentials(other, 'hashed-password', 'sensor')).credentials);
    });

    test('forgets credentials that were replaced, and those of a device that was deleted', async (t) => {
      const { devices, store } = await open(t);
      const { tenant, replace } = await withCredentials(store, [password('first')]);

      await replace([password('second')]);
      const first = await devices.findCredentials(tenant, 'hashed-password', 'first');
      const second = await devices.findCredentials(tenant, 'hashed-password', 'second');
      await store.deleteDevice(tenant, DEVICE, change(), {});
      const afterwards = await devices.findCredentials(tenant, 'hashed-password', 'second');

      assert.equal(first.credentials, undefined);
      assert.equal(second.credentials?.device, DEVICE);
      assert.equal(afterwards.credentials, undefined);
      assert.ok(afterwards.tenant);
    });

    test('finds whom a tenant trusts by the issuer, its identifier and its alias', async (t) => {
      const { devices, store } = await open(t);
      const id = newTenantId();
      const issuer = `CN=${id}`;
      const alias = `alias-${id}`;
      const template = { 'auth-id-template': '{{subject-cn}}' };
      const anchors = [{ ...trustAnchor(issuer), ...template }, trustAnchor(`OU=${id}`)];
      await store.createTenant(id, { alias, 'trusted-ca': anchors }, change());

      const ofIssuer = await devices.findTrustStoreOfIssuer(issuer);

      const common = {
        publicKey: 'a2V5',
        notBeforeMs: Date.parse('2020-01-01T00:00:00Z'),
        notAfterMs: Date.parse('2040-01-01T00:00:00Z'),
      };
      assert.deepEqual(ofIssuer, {
        tenant: id,
        trustAnchors: [
          { ...common, subject: issuer, authIdTemplate: '{{subject-cn}}' },
          { ...common, subject: `OU=${id}` },
        ],
      });
      assert.deepEqual(await devices.findTrustStoreOfTenant(id), ofIssuer);
      assert.deepEqual(await devices.findTrustStoreOfTenant(alias), ofIssuer);
    });

    test('leads an issuer whom several tenants trust to none of them, but each by its name', async (t) => {
      const { devices, store } = await open(t);
      const [first, second] = [newTenantId(), newTenantId()];
      const issuer = `CN=${first}`;
      const group = { 'trust-anchor-group': `group-${first}` };
      const document = { ...group, 'trusted-ca': [trustAnchor(issuer)] };
      await store.createTenant(first, document, change());
      await store.createTenant(second, document, change());

      assert.equal(await devices.findTrustStoreOfIssuer(issuer), undefined);
      assert.equal((await devices.findTrustStoreOfTenant(second))?.tenant, second);

      await store.deleteTenant(first, change(), {});
      assert.equal((await devices.findTrustStoreOfIssuer(issuer))?.tenant, second);
    });

    test('knows no trust store of an issuer or name that nobody has', async (t) => {
      const { devices } = await open(t);

      for (const name of ['CN=nobody', '', 'x'.repeat(5000), '127', '#']) {
        assert.equal(await devices.findTrustStoreOfIssuer(name), undefined, name);
        assert.equal(await devices.findTrustStoreOfTenant(name), undefined, name);
      }
    });

    test('finds registrations in the order asked for', async (t) => {
      const { devices, store } = await open(t);
      const { tenant } = await withCredentials(store, []);
      const gateway = { memberOf: ['group'], authorities: ['auto-provisioning-enabled'] };
      await store.createDevice(tenant, GATEWAY, gateway, change());

      const found = await devices.findRegistrations(tenant, [
        GATEWAY,
        deviceId('unknown'),
        DEVICE,
        GATEWAY,
      ]);

      const nothing = { defaults: {}, via: [], viaGroups: [], memberOf: [], authorities: [] };
      const registered = { ...nothing, device: GATEWAY, enabled: true, ...gateway };
      assert.deepEqual(found, [
        registered,
        undefined,
        { ...nothing, device: DEVICE, enabled: true },
        registered,
      ]);
    });

    test('hides the devices of a tenant that was deleted until it is created again', async (t) => {
      const { devices, store } = await open(t);
      const { tenant } = await withCredentials(store, []);

      await store.deleteTenant(tenant, change(), {});
      assert.deepEqual(await devices.findRegistrations(tenant, [DEVICE]), [undefined]);

      await store.createTenant(tenant, {}, change());
      const [found] = await devices.findRegistrations(tenant, [DEVICE]);
      assert.equal(found?.device, DEVICE);
    });
  });
}

/** A tenant with a device that has these credentials. */
async function withCredentials(store: RegistryStore, credentials: readonly Credential[]) {
  const tenant = newTenantId();
  await store.createTenant(tenant, {}, change());
  await store.createDevice(tenant, DEVICE, {}, change());
  const replace = async (set: readonly Credential[]) => {
    const before = await store.findCredentials(tenant, DEVICE);
    assert.ok(before);
    await store.replaceCredentials(tenant, DEVICE, before, set, change());
  };
  await replace(credentials);
  return { tenant, replace };
}
