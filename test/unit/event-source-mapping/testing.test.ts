import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type TestMapping, startTestMapping } from '../../../event-source-mapping/testing/index.ts';

const REQUEST = { Topics: ['orders'], StartingPosition: 'TRIM_HORIZON' };

describe('a mapping for tests', () => {
  it('waits for its window, in time that the test moves', async (t) => {
    const mapping = await startTestMapping(
      { ...REQUEST, MaximumBatchingWindowInSeconds: 2 },
      () => null,
    );
    t.after(mapping.stop);
    mapping.produce({ value: 'a' });

    await mapping.advance(1_999);
    const before = batches(mapping);
    await mapping.advance(1);

    assert.deepEqual([before, batches(mapping)], [[], [['a']]]);
    assert.equal(mapping.now(), 2_000);
  });

  it('halves a batch until the bad record is alone', async (t) => {
    const mapping = await startTestMapping(
      { ...REQUEST, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
      (event) => {
        if (JSON.stringify(event).includes(Buffer.from('bad').toString('base64')))
          throw new Error('no');
      },
    );
    t.after(mapping.stop);
    mapping.produce(...['a', 'b', 'c', 'bad'].map((value) => ({ value })));

    await mapping.advance(60_000);

    assert.deepEqual(batches(mapping), [
      ['a', 'b', 'c', 'bad'],
      ['a', 'b'],
      ['c', 'bad'],
      ['c'],
      ['bad'],
    ]);
    assert.equal(mapping.committed(0), 4);
  });

  it('lets records grow too old', async (t) => {
    const mapping = await startTestMapping({ ...REQUEST, MaximumRecordAgeInSeconds: 60 }, () => {
      throw new Error('always');
    });
    t.after(mapping.stop);
    mapping.produce({ value: 'a' });

    await mapping.advance(100_000);

    assert.equal(mapping.observations.find(({ kind }) => kind === 'dropped')?.kind, 'dropped');
    assert.equal(mapping.committed(0), 1);
  });

  it('gives each record up once, though that makes room for more', async (t) => {
    const held = Promise.withResolvers<null>();
    const mapping = await startTestMapping(
      { ...REQUEST, BatchSize: 1, MaximumRecordAgeInSeconds: 60 },
      () => held.promise,
    );
    t.after(mapping.stop);
    for (let count = 0; count < 6; count += 1) mapping.produce({ value: 'v' });
    await mapping.advance(61_000);

    held.resolve(null);
    await mapping.advance(1_000);

    const offsets = mapping.observations.flatMap((each) =>
      each.kind === 'discarded' ? each.records.map(({ offset }) => offset) : [],
    );
    assert.deepEqual(offsets, [1, 2, 3, 4, 5]);
  });

  it('hands out again what was not committed when the group rebalances', async (t) => {
    const held = Promise.withResolvers<null>();
    const mapping = await startTestMapping(REQUEST, () => held.promise);
    t.after(mapping.stop);
    mapping.produce({ value: 'a' });
    await mapping.advance(1_000);

    mapping.rebalance();
    held.resolve(null);
    await mapping.advance(1_000);

    assert.deepEqual(batches(mapping), [['a'], ['a']]);
    assert.equal(mapping.committed(0), 1);
  });

  for (const [StartingPosition, expected] of [
    ['TRIM_HORIZON', ['old', 'since', 'new']],
    ['LATEST', ['new']],
    ['AT_TIMESTAMP', ['since', 'new']],
  ] as const) {
    it(`begins at ${StartingPosition}`, async (t) => {
      const at = StartingPosition === 'AT_TIMESTAMP' ? { StartingPositionTimestamp: 5 } : {};
      const starting = startTestMapping({ ...REQUEST, StartingPosition, ...at }, () => null, {
        records: [
          { value: 'old', timestampMs: 4_999 },
          { value: 'since', timestampMs: 5_000 },
        ],
      });
      const mapping = await starting;
      t.after(mapping.stop);

      mapping.produce({ value: 'new', timestampMs: 6_000 });
      await mapping.advance(1_000);

      assert.deepEqual(batches(mapping).flat(), expected);
    });
  }

  it('has as many partitions as the test wants, and names those that it has not', async (t) => {
    const mapping = await startTestMapping(REQUEST, () => null, { partitions: 2 });
    t.after(mapping.stop);

    mapping.produce({ partition: 1, value: 'a', key: 'k', headers: [['h', 'v']] });
    await mapping.advance(1_000);

    const [record] = mapping.invocations[0]?.event.records['orders-1'] ?? [];
    assert.deepEqual(record?.headers, [{ h: [118] }]);
    assert.throws(() => mapping.produce({ partition: 2 }), /no partition 2, only 0 to 1/);
  });
});

function batches({ invocations }: TestMapping): readonly (readonly string[])[] {
  return invocations.map(({ values }) => values);
}
