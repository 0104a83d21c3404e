import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../../lib/domain/errors.ts';
import { dryRunStore } from '../../../../lib/drivers/memory/dry-run-store.ts';
import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import type { RegistryStore } from '../../../../lib/registry/registry-store.ts';
import { exported, imported, lines } from '../../../support/bulk.ts';
import { identity } from '../../../support/certificates.ts';

const TENANT = { 'tenant-id': 'acme', tenant: { ext: { a: 1 } } };
const DEVICE = { 'tenant-id': 'acme', 'device-id': 'd1', device: { via: ['gw'] } };
const CREDENTIALS = {
  'tenant-id': 'acme',
  'device-id': 'd1',
  credentials: [
    { type: 'hashed-password', 'auth-id': 'd1', secrets: [{ id: 's1', 'pwd-plain': 'secret' }] },
    { type: 'psk', 'auth-id': 'd1', secrets: [{ id: 's2', key: 'a2V5' }] },
  ],
};
const ALL = lines(TENANT, DEVICE, CREDENTIALS);
const NONE = { created: 0, replaced: 0, skipped: 0, unchanged: 0 };

describe('an import', () => {
  test('writes tenants, devices and credentials, with the ids of their secrets', async () => {
    const { store } = memoryRegistry();

    const { summary } = await imported(store, ALL);

    const one = { ...NONE, created: 1 };
    assert.deepEqual(summary, {
      counts: { tenant: one, device: one, credentials: one },
      failed: 0,
    });
    assert.match(await exported(store), /"id":"s1","hash-function":"bcrypt","pwd-hash":"hash of/);
  });

  test('tells adapters and auditors what the management API would tell', async () => {
    const { store, outbox } = memoryRegistry();

    await imported(store, ALL);

    const told = outbox.map((entry) => {
      if (entry.kind === 'notification') return entry.notification.type;
      return entry.kind === 'audit' ? `${entry.audit.change} by ${entry.audit.who.name}` : '';
    });
    assert.deepEqual(told, [
      'tenant-change-v1',
      'CREATE by olga@bench',
      'device-change-v1',
      'CREATE by olga@bench',
      'credentials-change-v1',
      'UPDATE by olga@bench',
    ]);
  });

  test('changes nothing when it is begun again, a plain password included', async () => {
    const { store, outbox } = memoryRegistry();
    await imported(store, ALL);
    const before = outbox.length;

    const { summary } = await imported(store, ALL);

    const same = { ...NONE, unchanged: 1 };
    assert.deepEqual(summary.counts, { tenant: same, device: same, credentials: same });
    assert.equal(outbox.length, before);
  });

  test('does not mind which ids the registry has chosen', async () => {
    const { store } = memoryRegistry();
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const anchor = {
      'subject-dn': 'CN=ca',
      'public-key': publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      algorithm: 'EC',
      'not-before': '2020-01-01T00:00:00Z',
      'not-after': '2040-01-01T00:00:00Z',
    };
    const key = { type: 'psk', 'auth-id': 'd1', secrets: [{ key: 'a2V5' }] };
    const withoutIds = lines({ ...TENANT, tenant: { 'trusted-ca': [anchor] } }, DEVICE, {
      ...CREDENTIALS,
      credentials: [key],
    });
    await imported(store, withoutIds);

    const { summary, problems } = await imported(store, withoutIds);

    assert.deepEqual(problems, []);
    assert.equal(summary.counts.tenant.unchanged, 1);
    assert.equal(summary.counts.credentials.unchanged, 1);
  });

  test('does not mind that the registry has kept the certificate of an authority', async () => {
    const { store } = memoryRegistry();
    const cert = identity({ isAuthority: true }).der.toString('base64');
    const withCertificate = lines({ ...TENANT, tenant: { 'trusted-ca': [{ cert }] } });
    await imported(store, withCertificate);
    const whole = await exported(store);
    const without = whole.replace(/"cert":"[^"]+",?/, '').replace(',}', '}');

    for (const text of [withCertificate, whole, without]) {
      const { summary, problems } = await imported(store, text);
      assert.deepEqual(problems, []);
      assert.equal(summary.counts.tenant.unchanged, 1);
    }
    assert.notEqual(without, whole);
  });

  for (const [policy, outcome] of [
    ['skip', 'skipped'],
    ['replace', 'replaced'],
  ] as const) {
    test(`with ${policy}, what differs is ${outcome}`, async () => {
      const { store } = memoryRegistry();
      await imported(store, ALL);
      const other = lines(
        { ...TENANT, tenant: {} },
        { ...DEVICE, device: {} },
        { ...CREDENTIALS, credentials: [] },
      );

      const { summary } = await imported(store, other, { onConflict: policy });

      const one = { ...NONE, [outcome]: 1 };
      assert.deepEqual(summary.counts, { tenant: one, device: one, credentials: one });
      const left = await exported(store);
      assert.equal(left.includes('"via":["gw"]'), policy === 'skip');
      assert.equal(left.includes('"key":"a2V5"'), policy === 'skip');
    });
  }

  test('reports what differs with its line, and goes on', async () => {
    const { store } = memoryRegistry();
    await imported(store, ALL);

    const { summary, problems } = await imported(
      store,
      lines(TENANT, { ...DEVICE, device: {} }, { ...DEVICE, 'device-id': 'd2' }),
    );

    assert.deepEqual(problems, [
      'line 2: IMPORT_CONFLICT device d1 of tenant acme exists already, and differs',
    ]);
    assert.equal(summary.failed, 1);
    assert.equal(summary.counts.device.created, 1);
  });

  test('refuses what the management API refuses, with the line and the member', async () => {
    const { store } = memoryRegistry();
    const bad = lines(
      TENANT,
      { ...DEVICE, device: { colour: 'red' } },
      { ...DEVICE, 'tenant-id': 'nobody' },
      { ...CREDENTIALS, 'device-id': 'd9' },
      { ...TENANT, 'tenant-id': 'a#b' },
    );

    const { problems } = await imported(store, `${bad}no json\n[]\n{"device":{},"tenant":{}}\n`);

    assert.deepEqual(problems.toSorted(), [
      'line 2: INVALID_REQUEST colour: is not a member that is known here',
      'line 3: TENANT_NOT_FOUND tenant does not exist',
      'line 4: DEVICE_NOT_REGISTERED no such device',
      `line 5: INVALID_TENANT_ID not a tenant identifier: "a#b"; allowed are 1 to 232 letters, digits, '.', '_' and '-'`,
      'line 6: INVALID_REQUEST is no JSON',
      'line 7: INVALID_REQUEST must be an object',
      'line 8: INVALID_REQUEST must have exactly one of the members tenant, device, credentials',
    ]);
  });

  test('does not take over secrets that came without what proves them', async () => {
    const { store } = memoryRegistry();
    const shown = {
      ...CREDENTIALS,
      credentials: [{ type: 'hashed-password', 'auth-id': 'd1', secrets: [{ id: 's1' }] }],
    };

    const { problems } = await imported(store, lines(TENANT, DEVICE, shown));

    assert.match(problems.join(), /line 3: INVALID_REQUEST the secret "s1" has no 'pwd-hash'/);
  });

  test('stops when more lines have failed than it may, and says where it goes on', async () => {
    const { store } = memoryRegistry();

    const { summary } = await imported(store, 'x\ny\nz\n', { maxErrors: 1, concurrency: 1 });

    assert.equal(summary.failed, 2);
    assert.deepEqual(summary.stopped, { reason: 'too many errors', resumeAtLine: 3 });
  });

  test('begins at the line that it is told', async () => {
    const { store } = memoryRegistry();
    await imported(store, lines(TENANT));

    const { summary } = await imported(store, lines('?', DEVICE), { fromLine: 2 });

    assert.equal(summary.failed, 0);
    assert.equal(summary.counts.device.created, 1);
  });

  test('waits for a store that comes back', async () => {
    const { store } = memoryRegistry();
    let failures = 3;
    const shaky: RegistryStore = {
      ...store,
      createTenant: async (...given) => {
        if (failures-- > 0) throw away();
        await store.createTenant(...given);
      },
    };

    const { summary } = await imported(shaky, ALL);

    assert.equal(summary.failed, 0);
    assert.equal(summary.counts.credentials.created, 1);
  });

  test('takes a write for done that is refused because of itself', async () => {
    const { store } = memoryRegistry();
    const forgetful: RegistryStore = {
      ...store,
      createDevice: async (...given) => {
        await store.createDevice(...given);
        await store.createDevice(...given);
      },
      replaceCredentials: async (...given) => {
        await store.replaceCredentials(...given);
        await store.replaceCredentials(...given);
      },
    };

    const { summary } = await imported(forgetful, ALL);

    assert.equal(summary.failed, 0);
    assert.equal(summary.counts.credentials.created, 1);
  });

  test('stops when the store stays away, and goes on where it was', async () => {
    const { store } = memoryRegistry();
    const gone: RegistryStore = { ...store, createDevice: () => Promise.reject(away()) };

    const { summary } = await imported(gone, ALL, { concurrency: 1 });

    assert.equal(summary.stopped?.reason, 'store unavailable');
    assert.equal(summary.stopped?.resumeAtLine, 2);
    assert.equal((await imported(store, ALL, { fromLine: 2 })).summary.failed, 0);
  });

  test('tried without writing, is refused what others hold already', async () => {
    const { store } = memoryRegistry();
    await imported(store, lines({ ...TENANT, tenant: { alias: 'taken' } }, DEVICE, CREDENTIALS));
    const taking = lines(
      { 'tenant-id': 'other', tenant: { alias: 'taken' } },
      { ...DEVICE, 'device-id': 'd2' },
      { ...CREDENTIALS, 'device-id': 'd2' },
    );

    const { problems } = await imported(await dryRunStore(store), taking);

    assert.deepEqual(problems.toSorted(), [
      'line 1: ALIAS_EXISTS alias: another tenant has it',
      'line 3: CREDENTIALS_EXIST another device has credentials of the same type and auth-id',
    ]);
  });

  test('tried without writing, is held to the limits of a tenant', async () => {
    const { store } = memoryRegistry();
    const limited = { ...TENANT, tenant: { 'registration-limits': { 'max-devices': 2 } } };
    await imported(store, lines(limited, DEVICE));
    const more = ['d2', 'd3'].map((id) => ({ ...DEVICE, 'device-id': id }));

    const { problems } = await imported(await dryRunStore(store), lines(...more));

    assert.equal(problems.length, 1);
    assert.match(problems.join(), /line 2: REGISTRATION_LIMIT_REACHED/);
  });

  test('a defect is not taken for a bad line', async () => {
    const { store } = memoryRegistry();
    const defect = new TypeError('a defect');
    const broken: RegistryStore = { ...store, createDevice: () => Promise.reject(defect) };

    await assert.rejects(imported(broken, ALL), defect);
  });
});

function away(): ServiceError {
  return new ServiceError('REGISTRY_UNAVAILABLE', 'away');
}
