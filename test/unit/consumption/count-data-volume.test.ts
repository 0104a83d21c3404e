import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type VolumeCounting, whileCounting } from '../../../lib/consumption/count-data-volume.ts';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { memoryRegistry } from '../../../lib/drivers/memory/registry.ts';
import type { TenantDocument } from '../../../lib/registry/tenant-document.ts';
import { batchesOf } from '../../support/consumption.ts';
import { CREATED_AT_MS } from '../../support/kafka-event.ts';
import type { ReceivedSpec } from '../../support/received.ts';
import { change } from '../../support/registry-values.ts';

const ACME = parseTenantId('acme');
const OTHER = parseTenantId('other');
const LIMITED: TenantDocument = {
  'resource-limits': {
    'data-volume': {
      'max-bytes': 1000,
      'effective-since': '2026-11-01T00:00:00Z',
      period: { mode: 'monthly' },
    },
  },
};
const NOVEMBER = '2026-11-01T00:00:00Z';
const DECEMBER = '2026-12-01T00:00:00Z';
const LAST_OF_NOVEMBER_MS = Date.parse('2026-11-30T23:59:59Z');

async function open(document: TenantDocument = LIMITED, parts: Partial<VolumeCounting> = {}) {
  const { store, devices, dataVolumes } = memoryRegistry();
  for (const tenant of [ACME, OTHER]) await store.createTenant(tenant, document, change());
  const reported: unknown[] = [];
  const counting: VolumeCounting = {
    store: dataVolumes,
    findTenant: devices.findTenant,
    report: (tenant, reason) => reported.push([tenant, reason]),
    now: () => CREATED_AT_MS,
    ...parts,
  };
  return {
    reported,
    consume: (...specs: readonly ReceivedSpec[]) =>
      whileCounting(
        batchesOf(...specs),
        counting,
        () => 10_000,
        async () => 'consumed',
      ),
    countedOf: async (tenant = ACME) =>
      (await devices.findTenant(tenant))?.dataVolume?.countedBytes,
  };
}

describe('the data volume of a batch', () => {
  test('is what its payloads have, by tenant', async () => {
    const { consume, countedOf } = await open();

    await consume(
      { offset: 0, value: 'x'.repeat(10) },
      { offset: 1, value: null },
      { offset: 0, tenant: OTHER, value: 'x'.repeat(7) },
    );

    assert.deepEqual(await countedOf(), { [NOVEMBER]: 10 });
    assert.deepEqual(await countedOf(OTHER), { [NOVEMBER]: 7 });
  });

  test('is rounded up to what messages have at least', async () => {
    const { consume, countedOf } = await open({ ...LIMITED, 'minimum-message-size': 4 });

    await consume({ offset: 0, value: 'x' }, { offset: 1, value: 'xxxxx' });

    assert.deepEqual(await countedOf(), { [NOVEMBER]: 12 });
  });

  test('counts in the period in which a record was stored', async () => {
    const { consume, countedOf } = await open(LIMITED, { now: () => LAST_OF_NOVEMBER_MS + 2000 });

    await consume(
      { offset: 0, timestampMs: LAST_OF_NOVEMBER_MS, value: 'x' },
      { offset: 1, timestampMs: LAST_OF_NOVEMBER_MS + 1000, value: 'xx' },
      { offset: 2, timestampMs: LAST_OF_NOVEMBER_MS + 9_999_999_999, value: 'xxx' },
      { offset: 3, timestampMs: -1, value: 'xxxx' },
    );

    assert.deepEqual(await countedOf(), { [NOVEMBER]: 1, [DECEMBER]: 9 });
  });

  test('is not counted of what was stored before the limit came into effect', async () => {
    const { consume, countedOf } = await open();

    await consume({ offset: 0, timestampMs: Date.parse('2026-10-31T23:59:59Z') });

    assert.deepEqual(await countedOf(), {});
  });

  test('is not counted of a tenant that has no limit', async () => {
    const counted: unknown[] = [];
    const { consume, reported } = await open(
      {},
      { store: { count: async (tenant) => void counted.push(tenant) } },
    );

    await consume({ offset: 0 });

    assert.deepEqual([counted, reported], [[], []]);
  });

  for (const [what, parts] of [
    ['its store', { store: { count: () => Promise.reject(new Error('no store')) } }],
    ['the registry', { findTenant: () => Promise.reject(new Error('no store')) }],
  ] as const) {
    test(`does not fail the batch when ${what} does, and is reported`, async () => {
      const { consume, reported } = await open(LIMITED, parts);

      assert.equal(await consume({ offset: 0 }), 'consumed');
      assert.deepEqual(reported, [[ACME, new Error('no store')]]);
    });
  }

  test('does not hold up the batch when its store does not answer', async () => {
    const { consume } = await open(LIMITED, { store: { count: () => new Promise(() => {}) } });

    assert.equal(await consume({ offset: 0 }), 'consumed');
  });

  test('counts what was delivered, also when the batch fails', async () => {
    const { store, devices, dataVolumes } = memoryRegistry();
    await store.createTenant(ACME, LIMITED, change());
    const counting = {
      store: dataVolumes,
      findTenant: devices.findTenant,
      report: () => {},
      now: () => CREATED_AT_MS,
    };
    const batches = batchesOf({ offset: 0, value: 'x' });

    await assert.rejects(
      whileCounting(
        batches,
        counting,
        () => 10_000,
        () => Promise.reject(new Error('no consumer')),
      ),
      /no consumer/,
    );

    const tenant = await devices.findTenant(ACME);
    assert.deepEqual(tenant?.dataVolume?.countedBytes, { [NOVEMBER]: 1 });
  });
});
