import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openManagementApi } from '../../../support/management-api.ts';

describe('searching tenants', () => {
  test('finds by filters, and answers 404 when there are none', async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/t1', { json: { ext: { brand: 'A' } } });
    await send('POST', '/v1/tenants/t2', { json: { ext: { brand: 'B' } } });

    const found = await send('GET', '/v1/tenants', { query: filter('/ext/brand', 'B') });
    const nothing = await send('GET', '/v1/tenants', { query: filter('/ext/brand', 'C') });

    assert.deepEqual(found.json, { total: 1, result: [{ id: 't2', ext: { brand: 'B' } }] });
    assert.equal(nothing.status, 404);
  });

  test('walks through all with a cursor', async () => {
    const { send } = openManagementApi();
    for (const id of ['t2', 't1', 't3']) await send('POST', `/v1/tenants/${id}`);

    const first = await send('GET', '/v1/tenants', { query: 'pageSize=2&cursor=' });
    const last = await send('GET', '/v1/tenants', { query: 'pageSize=2&cursor=t2' });

    assert.deepEqual(first.json, { result: [{ id: 't1' }, { id: 't2' }], cursor: 't2' });
    assert.deepEqual(last.json, { result: [{ id: 't3' }] });
  });
});

describe('searching devices', () => {
  const found: readonly (readonly [string, string, number, readonly string[]])[] = [
    ['all of them in order of ids', '', 3, ['d1', 'd2', 'd3']],
    ['a page of them', 'pageSize=2&pageOffset=1', 3, ['d3']],
    ['equality', filter('/ext/n', 1), 1, ['d2']],
    ['any characters', filter('/ext/brand', 'A*'), 2, ['d1', 'd2']],
    ['exactly one character', filter('/ext/brand', '?:1'), 2, ['d1', 'd3']],
    ['an escaped name', filter('/ext/a~1b~0c', true), 1, ['d3']],
    ['all filters', `${filter('/ext/brand', 'A*')}&${filter('/enabled', false)}`, 1, ['d2']],
    ['what is absent first', sort('/ext/n', 'asc'), 3, ['d3', 'd2', 'd1']],
    ['descending order', sort('/ext/brand', 'desc'), 3, ['d3', 'd2', 'd1']],
    ['gateways', 'isGateway=true', 2, ['d2', 'd3']],
    ['devices that are no gateways', 'isGateway=false', 1, ['d1']],
  ];
  for (const [what, query, total, ids] of found) {
    test(`finds by ${what}`, async () => {
      assert.deepEqual(await search(query), { status: 200, total, ids });
    });
  }

  test('answers 404 when there are none', async () => {
    assert.equal((await search(filter('/ext/brand', 'A'))).status, 404);
  });

  for (const query of [
    'pageSize=0',
    'pageSize=201',
    'pageSize=x',
    'pageOffset=-1',
    'filterJson=',
    'filterJson={}',
    filter('brand', 'A'),
    filter('/ext/brand', ['A']),
    sort('/ext/brand', 'up'),
  ]) {
    test(`refuses ${decodeURIComponent(query)}`, async () => {
      assert.equal((await search(query)).status, 400);
    });
  }

  test('walks through all with a cursor', async () => {
    const { send } = openManagementApi();
    await send('POST', '/v1/tenants/t1');
    for (const id of ['a', 'b', 'c']) await send('POST', `/v1/devices/t1/${id}`);

    const first = await send('GET', '/v1/devices/t1', { query: 'pageSize=2&cursor=' });
    const { result, cursor } = first.json as { result: { id: string }[]; cursor: string };
    const last = await send('GET', '/v1/devices/t1', { query: `pageSize=2&cursor=${cursor}` });

    assert.deepEqual(
      result.map(({ id }) => id),
      ['a', 'b'],
    );
    const status = { created: '2026-11-21T12:00:00Z' };
    assert.deepEqual(last.json, { result: [{ id: 'c', status }] });
  });
});

function filter(field: string, value: unknown): string {
  return `filterJson=${encodeURIComponent(JSON.stringify({ field, value }))}`;
}

function sort(field: string, direction: string): string {
  return `sortJson=${encodeURIComponent(JSON.stringify({ field, direction }))}`;
}

async function search(query: string) {
  const { send } = openManagementApi();
  await send('POST', '/v1/tenants/t1');
  const devices: readonly (readonly [string, unknown])[] = [
    ['d1', { enabled: true, ext: { brand: 'A:1', n: 2 }, via: ['d3'] }],
    ['d2', { enabled: false, ext: { brand: 'A:2', n: 1 }, memberOf: ['group'] }],
    ['d3', { ext: { brand: 'B:1', 'a/b~c': true } }],
  ];
  for (const [id, json] of devices) await send('POST', `/v1/devices/t1/${id}`, { json });
  const answer = await send('GET', '/v1/devices/t1', { query });
  const { total, result } = answer.json as { total?: number; result?: { id: string }[] };
  return { status: answer.status, total, ids: result?.map(({ id }) => id) };
}
