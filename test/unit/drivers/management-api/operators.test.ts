import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import type { Principal } from '../../../../lib/domain/principal.ts';
import { openManagementApi } from '../../../support/management-api.ts';
import { auditsOf } from '../../../support/outbox.ts';

const LIMITS = {
  'registration-limits': { 'max-devices': 5 },
  'resource-limits': { 'max-ttl': 60 },
};

const admin: Principal = { name: 'admin', scheme: 'basic', role: 'admin' };
const operator: Principal = {
  name: 'olga',
  scheme: 'bearer',
  role: 'operator',
  tenants: new Set(['t1', 't3', 'gone'].map(parseTenantId)),
};

/** Three tenants with a device each; requests are the operator's from then on. */
async function apiOfOperator() {
  const acting = { principal: admin };
  const api = openManagementApi(undefined, async () => acting.principal);
  for (const tenant of ['t1', 't2', 't3']) {
    const json = { ext: { marker: `of ${tenant}` } };
    await api.send('POST', `/v1/tenants/${tenant}`, { json: { ...LIMITS, ...json } });
    await api.send('POST', `/v1/devices/${tenant}/d1`, { json });
  }
  acting.principal = operator;
  return api;
}

describe('an operator', () => {
  const allowed: readonly (readonly [string, string, unknown?])[] = [
    ['GET', '/v1/tenants/t1'],
    ['PUT', '/v1/tenants/t1', { ...LIMITS, enabled: false }],
    ['GET', '/v1/devices/t1'],
    ['POST', '/v1/devices/t1'],
    ['POST', '/v1/devices/t1/d2'],
    ['PUT', '/v1/devices/t1/d1', {}],
    ['DELETE', '/v1/devices/t1/d1'],
    ['DELETE', '/v1/devices/t1'],
    ['GET', '/v1/credentials/t1/d1'],
    ['PUT', '/v1/credentials/t1/d1', []],
  ];
  for (const [method, path, json] of allowed) {
    test(`may do so with a tenant of its own: ${method} ${path}`, async () => {
      const { send } = await apiOfOperator();

      assert.ok((await send(method, path, { json })).status < 300);
    });

    test(`may not do so with another tenant: ${method} ${path}`, async () => {
      const { send } = await apiOfOperator();

      for (const other of ['t2', 'unknown', 'T1', 't1 ']) {
        const elsewhere = path.replace('/t1', `/${encodeURIComponent(other)}`);
        assert.equal((await send(method, elsewhere, { json })).status, 403);
      }
    });
  }

  for (const [method, path] of [
    ['POST', '/v1/tenants'],
    ['POST', '/v1/tenants/gone'],
    ['POST', '/v1/tenants/t4'],
    ['DELETE', '/v1/tenants/t1'],
  ] as const) {
    test(`may not create or delete tenants: ${method} ${path}`, async () => {
      const { send } = await apiOfOperator();

      assert.equal((await send(method, path)).status, 403);
    });
  }

  for (const [what, json] of [
    ['left out', {}],
    ['raised', { ...LIMITS, 'registration-limits': { 'max-devices': 6 } }],
    ['lifted', { ...LIMITS, 'resource-limits': { 'max-ttl': -1 } }],
    ['counted in other sizes', { ...LIMITS, 'minimum-message-size': 1 }],
    ['added to', { ...LIMITS, 'resource-limits': { 'max-ttl': 60, 'max-connections': 9 } }],
  ] as const) {
    test(`may not change limits: ${what}`, async () => {
      const { send } = await apiOfOperator();

      assert.equal((await send('PUT', '/v1/tenants/t1', { json })).status, 403);
      assert.equal((await send('PUT', '/v1/tenants/t1', { json: LIMITS })).status, 204);
    });
  }

  test('keeps the limits that an administrator sets while the operator writes', async () => {
    const { send } = await apiWithRace();

    const answer = await send('PUT', '/v1/tenants/t1', { json: { enabled: false } });

    assert.equal(answer.status, 403);
  });

  test('sees only its own tenants in the list, page by page', async () => {
    const { send } = await apiOfOperator();

    const searched = await send('GET', '/v1/tenants');
    const first = await send('GET', '/v1/tenants', { query: 'cursor=&pageSize=2' });
    const { cursor } = first.json as { cursor: string };
    const second = await send('GET', '/v1/tenants', { query: `cursor=${cursor}&pageSize=2` });

    assert.deepEqual(ids(searched.json), ['t1', 't3']);
    assert.deepEqual([...ids(first.json), ...ids(second.json)], ['t1', 't3']);
  });

  test('reaches no other tenant, whatever it sends', async () => {
    const word = fc.constantFrom('t2', 't1', 'd1', '..', '.', '', 'T2', 't1/../t2', '%2e%2e', '*');
    const kind = fc.constantFrom('tenants', 'devices', 'credentials');
    const parameter = fc.constantFrom('tenant_id', 'tenantId', 'filterJson', 'cursor');
    const value = fc.constantFrom('t2', '', 't1', '{"field":"/id","value":"*"}');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        fc.tuple(kind, fc.array(word, { maxLength: 4 })),
        fc.array(fc.tuple(parameter, value), { maxLength: 2 }),
        fc.constantFrom(undefined, [], {}, { alias: 'x' }),
        async (method, [resource, words], parameters, json) => {
          const { send, store, outbox } = await apiOfOperator();
          const before = await stateOf(store, 't2');
          const done = outbox.length;

          const path = `/v1/${[resource, ...words].join('/')}`;
          const query = new URLSearchParams(parameters).toString();
          const answer = await send(method, path, { query, json });

          assert.doesNotMatch(answer.body ?? '', /of t2/);
          assert.deepEqual(await stateOf(store, 't2'), before);
          const changed = auditsOf(outbox.slice(done)).map((audit) => audit['tenant-id']);
          assert.ok(changed.every((tenant) => tenant === 't1' || tenant === 't3'));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** An administrator sets limits after the operator's request has read the tenant. */
async function apiWithRace() {
  const acting = { principal: admin };
  const raise: { pending?: () => Promise<unknown> } = {};
  const api = openManagementApi(
    (store) => ({
      ...store,
      updateTenant: async (...write) => {
        const { pending } = raise;
        delete raise.pending;
        await pending?.();
        return store.updateTenant(...write);
      },
    }),
    async () => acting.principal,
  );
  await api.send('POST', '/v1/tenants/t1');
  raise.pending = async () => {
    acting.principal = admin;
    await api.send('PUT', '/v1/tenants/t1', { json: LIMITS });
  };
  acting.principal = operator;
  return api;
}

type Store = ReturnType<typeof openManagementApi>['store'];

async function stateOf(store: Store, name: string) {
  const tenant = parseTenantId(name);
  return [await store.findTenant(tenant), await store.listDevices(tenant, 100)];
}

function ids(json: unknown): readonly string[] {
  return (json as { result: { id: string }[] }).result.map(({ id }) => id);
}
