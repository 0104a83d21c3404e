import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type {
  DataVolumeStore,
  Delivered,
  SizedRecord,
} from '../../lib/consumption/data-volume-store.ts';
import type { DeviceRegistry } from '../../lib/ingestion/device-registry.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { AN_INSTANT_MS, change, newTenantId } from '../support/registry-values.ts';

export type DataVolumeStoreUnderTest = {
  /** Two of them, as in two processes. */
  readonly stores: readonly [DataVolumeStore, DataVolumeStore];
  /** Where uploads read what was counted. */
  readonly devices: Pick<DeviceRegistry, 'findTenant' | 'findCredentials'>;
  readonly registry: Pick<RegistryStore, 'createTenant'>;
};

const NOVEMBER = '2026-11-01T00:00:00Z';
const DECEMBER = '2026-12-01T00:00:00Z';
const DATA_VOLUME = {
  'max-bytes': 1000,
  'effective-since': '2026-01-01T00:00:00Z',
  period: { mode: 'monthly' },
} as const;

/** Records of partition 0, ten bytes each. */
function delivered(...offsets: readonly number[]): Delivered {
  return deliveredOf({ 0: offsets });
}

function deliveredOf(
  offsets: Readonly<Record<number, readonly number[]>>,
  given: Partial<SizedRecord> = {},
): Delivered {
  const partitions = Object.entries(offsets).map(
    ([partition, its]) =>
      [`event/${partition}`, its.map((offset) => sized(offset, given))] as const,
  );
  return { partitions: new Map(partitions), expiresAtMs: AN_INSTANT_MS + 86_400_000 };
}

function sized(offset: number, given: Partial<SizedRecord>): SizedRecord {
  return { offset, timestampMs: AN_INSTANT_MS, period: NOVEMBER, bytes: 10, ...given };
}

/** What every driver that claims to count data volumes does. */
export function dataVolumeStoreContract(
  driver: string,
  open: (t: TestContext) => Promise<DataVolumeStoreUnderTest>,
): void {
  async function opened(t: TestContext) {
    const { stores, devices, registry } = await open(t);
    const tenant = newTenantId();
    const limits = { 'resource-limits': { 'data-volume': DATA_VOLUME } };
    await registry.createTenant(tenant, limits, change());
    const [store, other] = stores;
    return {
      count: (given: Delivered) => store.count(tenant, given),
      countElsewhere: (given: Delivered) => other.count(tenant, given),
      counted: async () => (await devices.findTenant(tenant))?.dataVolume?.countedBytes,
      countedWithCredentials: async () => {
        const found = await devices.findCredentials(tenant, 'hashed-password', 'sensor');
        return found.tenant?.dataVolume?.countedBytes;
      },
    };
  }

  describe(`data volume store (${driver})`, () => {
    test('has counted nothing of a tenant at first', async (t) => {
      const { counted } = await opened(t);

      assert.deepEqual(await counted(), {});
    });

    test('adds up what was delivered, for uploads to read with the tenant', async (t) => {
      const { count, counted, countedWithCredentials } = await opened(t);

      await count(delivered(0, 1, 2));
      await count(delivered(3));

      assert.deepEqual(await counted(), { [NOVEMBER]: 40 });
      assert.deepEqual(await countedWithCredentials(), { [NOVEMBER]: 40 });
    });

    test('counts nothing twice that comes again, whole or in part, here or elsewhere', async (t) => {
      const { count, countElsewhere, counted } = await opened(t);
      await count(delivered(0, 1, 2, 3));

      await count(delivered(0, 1, 2, 3));
      await countElsewhere(delivered(1, 3));
      await countElsewhere(delivered(2, 3, 4));
      await count(delivered(4));

      assert.deepEqual(await counted(), { [NOVEMBER]: 50 });
    });

    test('counts what was left out when it comes later', async (t) => {
      const { count, counted } = await opened(t);
      await count(delivered(5, 6));

      await count(delivered(0, 1, 2, 3, 4, 5));

      assert.deepEqual(await counted(), { [NOVEMBER]: 70 });
    });

    test('counts a record once that stands twice in a batch', async (t) => {
      const { count, counted } = await opened(t);

      await count(delivered(7, 7));

      assert.deepEqual(await counted(), { [NOVEMBER]: 10 });
    });

    test('tells partitions apart', async (t) => {
      const { count, counted } = await opened(t);

      await count(deliveredOf({ 0: [1, 2], 1: [1] }));
      await count(deliveredOf({ 1: [1, 2] }));

      assert.deepEqual(await counted(), { [NOVEMBER]: 40 });
    });

    test('counts each period by itself, also in one batch', async (t) => {
      const { count, counted } = await opened(t);

      await count(delivered(0));
      await count(deliveredOf({ 0: [1] }, { period: DECEMBER, bytes: 3 }));
      await count(deliveredOf({ 0: [2] }));

      assert.deepEqual(await counted(), { [NOVEMBER]: 20, [DECEMBER]: 3 });
    });

    test('keeps the latest periods', async (t) => {
      const { count, counted } = await opened(t);
      const periods = ['01', '02', '03', '04', '05'].map((month) => `2026-${month}-01T00:00:00Z`);

      for (const [offset, period] of periods.entries()) {
        await count(deliveredOf({ 0: [offset] }, { period }));
      }

      assert.deepEqual(Object.keys((await counted()) ?? {}).toSorted(), periods.slice(1));
    });

    test('counts from 0 again in a topic that was made again', async (t) => {
      const { count, counted } = await opened(t);
      await count(delivered(0, 1, 2));

      const later = { timestampMs: AN_INSTANT_MS + 120_000 };
      await count(deliveredOf({ 0: [0, 1] }, later));
      await count(deliveredOf({ 0: [0, 1] }, later));

      assert.deepEqual(await counted(), { [NOVEMBER]: 50 });
    });

    test('takes what is empty for counted', async (t) => {
      const { count, counted } = await opened(t);

      await count(deliveredOf({ 0: [0] }, { bytes: 0 }));
      await count(delivered(0, 1));

      assert.deepEqual(await counted(), { [NOVEMBER]: 10 });
    });

    test('loses nothing when several count at the same time', async (t) => {
      const { count, countElsewhere, counted } = await opened(t);
      const batches = Array.from({ length: 4 }, (_, batch) => [batch * 2, batch * 2 + 1, 8]);

      await Promise.all(
        batches.flatMap(([first = 0, second = 0, shared = 0]) => [
          count(delivered(first, second)),
          countElsewhere(deliveredOf({ 0: [second, shared], 1: [first] })),
        ]),
      );

      assert.deepEqual(await counted(), { [NOVEMBER]: 130 });
    });

    test('counts a batch of more partitions than one write takes', async (t) => {
      const { count, counted } = await opened(t);
      const partitions = Object.fromEntries(Array.from({ length: 150 }, (_, one) => [one, [one]]));

      await count(deliveredOf(partitions));
      await count(deliveredOf(partitions));

      assert.deepEqual(await counted(), { [NOVEMBER]: 1500 });
    });
  });
}
