import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ManagementApiUnderTest, openManagementApi } from '../../../support/management-api.ts';
import { notificationsOf } from '../../../support/outbox.ts';

async function withTenant(tenant: unknown = {}): Promise<ManagementApiUnderTest> {
  const api = openManagementApi();
  await api.send('POST', '/v1/tenants/t1', { json: tenant });
  return api;
}

describe('creating a device', () => {
  test('answers 201, and a set of credentials without members exists', async () => {
    const { send } = await withTenant();

    const answer = await send('POST', '/v1/devices/t1/test:1', { json: { via: 'gateway' } });

    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json, { id: 'test:1' });
    assert.equal(answer.headers['location'], '/v1/devices/t1/test:1');
    const device = await send('GET', '/v1/devices/t1/test:1');
    assert.deepEqual(device.json, {
      via: ['gateway'],
      status: { created: '2026-11-21T12:00:00Z' },
    });
    assert.equal(device.headers['etag'], answer.headers['etag']);
    const credentials = await send('GET', '/v1/credentials/t1/test:1');
    assert.deepEqual(credentials.json, []);
    assert.ok(credentials.headers['etag']);
  });

  test('answers 404 without its tenant, 409 to an id that exists', async () => {
    const { send } = await withTenant();
    await send('POST', '/v1/devices/t1/d1');

    assert.equal((await send('POST', '/v1/devices/unknown/d1')).status, 404);
    assert.equal((await send('POST', '/v1/devices/t1/d1')).status, 409);
  });

  test('answers 403 once the tenant has as many as it may', async () => {
    const { send } = await withTenant({ 'registration-limits': { 'max-devices': 1 } });

    assert.equal((await send('POST', '/v1/devices/t1/d1')).status, 201);
    assert.equal((await send('POST', '/v1/devices/t1')).status, 403);
    await send('DELETE', '/v1/devices/t1/d1');
    assert.equal((await send('POST', '/v1/devices/t1')).status, 201);
  });

  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{ unknown: 1 }, /^unknown: is not a member/],
    [{ via: {} }, /^via: must be a text or an array of texts/],
    [{ via: [null] }, /^via: must be a text or an array of texts/],
    [{ memberOf: ['x'], via: ['g'] }, /^the body: a device is either a gateway/],
    [{ authorities: 'x' }, /^authorities: must be an array/],
    [{ 'command-endpoint': null }, /^command-endpoint: must be an object/],
    [{ 'command-endpoint': { headers: [] } }, /^command-endpoint\.headers: must be an object/],
  ];
  for (const [json, message] of refused) {
    test(`refuses, naming the member: ${JSON.stringify(json)}`, async () => {
      const { send } = await withTenant();

      const answer = await send('POST', '/v1/devices/t1/d1', { json });

      assert.equal(answer.status, 400);
      assert.match((answer.json as { error: string }).error, message);
    });
  }

  test('takes what comes back, its status ignored', async () => {
    const { send } = await withTenant();
    const device = {
      enabled: false,
      viaGroups: ['group'],
      authorities: ['auto-provisioning-enabled'],
      'downstream-message-mapper': 'mapper',
      'command-endpoint': { uri: 'http://example.org', headers: { a: 'b' } },
    };
    await send('POST', '/v1/devices/t1/d1', { json: device });
    const { json } = await send('GET', '/v1/devices/t1/d1');

    await send('PUT', '/v1/devices/t1/d1', { json });

    const status = { created: '2026-11-21T12:00:00Z', updated: '2026-11-21T12:00:00Z' };
    assert.deepEqual((await send('GET', '/v1/devices/t1/d1')).json, { ...device, status });
  });
});

describe('deleting devices', () => {
  test('takes the credentials of one along', async () => {
    const { send } = await withTenant();
    await send('POST', '/v1/devices/t1/d1');

    assert.equal((await send('DELETE', '/v1/devices/t1/d1')).status, 204);

    for (const path of ['/v1/devices/t1/d1', '/v1/credentials/t1/d1']) {
      assert.equal((await send('GET', path)).status, 404);
    }
    assert.equal((await send('DELETE', '/v1/devices/t1/d1')).status, 404);
  });

  test('takes all of a tenant, however many, and tells so once', async () => {
    const { send, outbox } = await withTenant();
    for (let n = 0; n < 230; n++) await send('POST', `/v1/devices/t1/d${n}`);
    const before = outbox.length;

    assert.equal((await send('DELETE', '/v1/devices/t1')).status, 204);

    assert.equal((await send('GET', '/v1/devices/t1')).status, 404);
    assert.deepEqual(
      notificationsOf(outbox.slice(before)).map(({ type }) => type),
      ['all-devices-of-tenant-deleted-v1'],
    );
  });

  test('is allowed for a tenant that is gone', async () => {
    const { send } = await withTenant();
    await send('POST', '/v1/devices/t1/d1');
    await send('DELETE', '/v1/tenants/t1');

    assert.equal((await send('DELETE', '/v1/devices/t1/d1')).status, 204);
    assert.equal((await send('DELETE', '/v1/devices/t1')).status, 204);
  });
});
