import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Principal } from '../../../lib/domain/principal.ts';
import { openManagementApi } from '../../support/management-api.ts';
import { auditsOf } from '../../support/outbox.ts';

const olga: Principal = { name: 'olga', scheme: 'bearer', role: 'admin' };
const SECRET = { type: 'hashed-password', 'auth-id': 'a1', secrets: [{ 'pwd-plain': 'hidden' }] };
const TENANT = '/v1/tenants/t1';
const DEVICE = '/v1/devices/t1/d1';
const CREDENTIALS = '/v1/credentials/t1/d1';

async function apiWithDevice() {
  const api = openManagementApi(undefined, async () => olga);
  await api.send('POST', TENANT, { json: { ext: { key: 'hidden' } } });
  await api.send('POST', DEVICE, { json: { ext: { key: 'hidden' } } });
  return api;
}

/** What the registry says the version is. */
async function versionOf(
  { send }: Awaited<ReturnType<typeof apiWithDevice>>,
  path: string,
): Promise<string | undefined> {
  return (await send('GET', path)).headers['etag'];
}

describe('an audit record', () => {
  test('says who, what and when, and never what a resource holds', async () => {
    const { outbox } = await apiWithDevice();

    const [tenant, device] = auditsOf(outbox);

    const common = {
      who: { name: 'olga', scheme: 'bearer', role: 'admin' },
      change: 'CREATE',
      'tenant-id': 't1',
      time: '2026-11-21T12:00:00Z',
    };
    const { 'version-after': ofTenant, ...aboutTenant } = tenant ?? {};
    const { 'version-after': ofDevice, ...aboutDevice } = device ?? {};
    assert.deepEqual(aboutTenant, { ...common, resource: 'tenant' });
    assert.deepEqual(aboutDevice, { ...common, resource: 'device', 'device-id': 'd1' });
    assert.ok(ofTenant && ofDevice);
  });

  const changes: readonly (readonly [string, string, string, unknown])[] = [
    ['tenant', TENANT, TENANT, { ext: { key: 'hidden' } }],
    ['device', DEVICE, DEVICE, { ext: { key: 'hidden' } }],
    ['credentials', CREDENTIALS, CREDENTIALS, [SECRET]],
  ];
  for (const [resource, path, shown, json] of changes) {
    for (const [what, headersFor] of [
      ['the version that is named', (version: string) => ({ 'if-match': version })],
      ['any version', () => ({})],
    ] as const) {
      test(`names both versions of changed ${resource}, written for ${what}`, async () => {
        const api = await apiWithDevice();
        const before = (await versionOf(api, shown)) ?? '';

        await api.send('PUT', path, { json, headers: headersFor(before) });

        const audit = auditsOf(api.outbox).at(-1);
        assert.equal(audit?.change, 'UPDATE');
        assert.equal(audit?.resource, resource);
        assert.equal(audit?.['version-before'], before);
        assert.equal(audit?.['version-after'], await versionOf(api, shown));
        assert.doesNotMatch(JSON.stringify(auditsOf(api.outbox)), /hidden/);
      });
    }
  }

  for (const [resource, path] of [
    ['tenant', TENANT],
    ['device', DEVICE],
  ] as const) {
    test(`names the version of a deleted ${resource}`, async () => {
      const api = await apiWithDevice();
      const before = await versionOf(api, path);

      await api.send('DELETE', path);

      const audit = auditsOf(api.outbox).at(-1);
      assert.equal(audit?.change, 'DELETE');
      assert.equal(audit?.['version-before'], before);
      assert.equal(audit?.['version-after'], undefined);
    });
  }

  test('is there for each of all devices that are deleted', async () => {
    const api = await apiWithDevice();
    await api.send('POST', '/v1/devices/t1/d2');

    await api.send('DELETE', '/v1/devices/t1');

    const deleted = auditsOf(api.outbox).filter(({ change }) => change === 'DELETE');
    assert.deepEqual(new Set(deleted.map((audit) => audit['device-id'])), new Set(['d1', 'd2']));
  });

  test('is not there for what was refused', async () => {
    const api = await apiWithDevice();
    const done = api.outbox.length;
    const headers = { 'if-match': 'another' };

    await api.send('POST', DEVICE);
    await api.send('PUT', DEVICE, { json: {}, headers });
    await api.send('DELETE', TENANT, { headers });
    await api.send('PUT', CREDENTIALS, { json: [SECRET], headers });

    assert.equal(api.outbox.length, done);
  });

  test('names the version that was met when another writer came first', async () => {
    const overtaking: { write?: () => Promise<unknown> } = {};
    const api = openManagementApi(
      (store) => ({
        ...store,
        updateDevice: async (...args) => {
          const { write } = overtaking;
          delete overtaking.write;
          await write?.();
          return store.updateDevice(...args);
        },
      }),
      async () => olga,
    );
    await api.send('POST', TENANT);
    await api.send('POST', DEVICE);
    overtaking.write = () => api.send('PUT', DEVICE, { json: {} });

    const answer = await api.send('PUT', DEVICE, { json: {} });

    assert.equal(answer.status, 204);
    const [, , first, second] = auditsOf(api.outbox);
    assert.equal(second?.['version-before'], first?.['version-after']);
    assert.equal(second?.['version-after'], answer.headers['etag']);
  });
});
