import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openManagementApi, type Shown } from '../../../support/management-api.ts';
import { tenantsOf } from '../../../support/outbox.ts';

/** Of the tenant that the path names; of everybody else's nothing may be seen or changed. */
const operations: readonly (readonly [method: string, path: string, json?: unknown])[] = [
  ['POST', '/v1/tenants/own-new', {}],
  ['GET', '/v1/tenants/own'],
  ['PUT', '/v1/tenants/own', { ext: { marker: 'own' } }],
  ['DELETE', '/v1/tenants/own'],
  ['POST', '/v1/devices/own', {}],
  ['GET', '/v1/devices/own'],
  ['DELETE', '/v1/devices/own'],
  ['POST', '/v1/devices/own/d2', {}],
  ['GET', '/v1/devices/own/d1'],
  ['PUT', '/v1/devices/own/d1', {}],
  ['DELETE', '/v1/devices/own/d1'],
  ['GET', '/v1/credentials/own/d1'],
  ['PUT', '/v1/credentials/own/d1', []],
];

const filter = (field: string, value: string) =>
  `filterJson=${encodeURIComponent(JSON.stringify({ field, value }))}`;

/** What might lead elsewhere. */
const queries = [
  '',
  'tenant_id=other&device_id=d9',
  'tenantId=other&deviceId=d9&tenant-id=other',
  'TENANT_ID=other',
  'cursor=d8',
  'cursor=',
  'cursor=other',
  'cursor=..%2Fother',
  'cursor=devices%23other',
  filter('/ext/marker', '*'),
  filter('/id', 'd?'),
  filter('/ext/marker', 'other'),
  'isGateway=true',
  'isGateway=false&pageSize=200',
];

/** Headers that name a tenant or another method somewhere. */
const headers = {
  'x-tenant-id': 'other',
  'x-original-url': '/v1/tenants/other',
  'x-http-method-override': 'DELETE',
};

async function twoTenants() {
  const api = openManagementApi();
  for (const [tenant, devices] of [
    ['own', ['d1', 'd2x']],
    ['other', ['d1', 'd8', 'd9']],
  ] as const) {
    const json = { ext: { marker: tenant } };
    await api.send('POST', `/v1/tenants/${tenant}`, { json });
    for (const device of devices) {
      await api.send('POST', `/v1/devices/${tenant}/${device}`, {
        json: { ...json, via: ['d9'] },
      });
      const credential = {
        type: 'psk',
        'auth-id': `${tenant}-${device}`,
        secrets: [{ key: 'a2V5' }],
      };
      await api.send('PUT', `/v1/credentials/${tenant}/${device}`, { json: [credential] });
    }
  }
  return api;
}

/** All that can be seen of a tenant. */
async function everythingOf(
  { send }: Awaited<ReturnType<typeof twoTenants>>,
  tenant: string,
): Promise<unknown> {
  const answers: Shown[] = [await send('GET', `/v1/tenants/${tenant}`)];
  for (const device of ['d1', 'd8', 'd9']) {
    answers.push(await send('GET', `/v1/devices/${tenant}/${device}`));
    answers.push(await send('GET', `/v1/credentials/${tenant}/${device}`));
  }
  return answers.map(({ body, headers: { etag } }) => [etag, body]);
}

describe('a request reaches no tenant but the one that its path names', () => {
  for (const [method, path, json] of operations) {
    test(`${method} ${path}`, async () => {
      for (const query of queries) {
        const api = await twoTenants();
        const before = await everythingOf(api, 'other');
        const told = api.outbox.length;

        const answer = await api.send(method, path, { query, headers, json });

        assert.ok(answer.status < 500 && answer.status !== 405, `${query}: ${answer.status}`);
        assert.doesNotMatch(answer.body ?? '', /other|d8/, query);
        assert.deepEqual(await everythingOf(api, 'other'), before, query);
        assert.ok(!tenantsOf(api.outbox.slice(told)).some((one) => one === 'other'), query);
      }
    });
  }

  test('the list of tenants, walked with a cursor of one tenant’s devices, is still that list', async () => {
    const { send } = await twoTenants();

    const page = await send('GET', '/v1/devices/other', { query: 'cursor=&pageSize=2' });
    const { cursor } = page.json as { cursor: string };
    const own = await send('GET', '/v1/devices/own', { query: `cursor=${cursor}` });

    assert.equal(cursor, 'd8');
    assert.deepEqual(own.json, { result: [] });
  });
});
