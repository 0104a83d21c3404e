import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KafkaEvent } from '../../../event-source-mapping/index.ts';
import { startTestMapping } from '../../../event-source-mapping/testing/index.ts';

const PARTITIONS = 50;
const RECORDS = 20;
const REQUEST = {
  Topics: ['orders'],
  StartingPosition: 'TRIM_HORIZON',
  MaximumBatchingWindowInSeconds: 0,
  BatchSize: 5,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
};

describe('a poison record in each of 50 partitions', () => {
  it('blocks no other record, in its partition or another, when its retries end', async (t) => {
    const processed = new Set<string>();
    const mapping = await startTestMapping(
      { ...REQUEST, MaximumRetryAttempts: 3 },
      (event) => allButPoison(event, processed),
      { partitions: PARTITIONS },
    );
    t.after(mapping.stop);

    mapping.produce(...records());
    await mapping.advance(60_000);

    assert.equal(processed.size, PARTITIONS * (RECORDS - 1));
    const committed = Array.from({ length: PARTITIONS }, (_, partition) =>
      mapping.committed(partition),
    );
    assert.deepEqual(new Set(committed), new Set([RECORDS]));
  });

  it('blocks nothing in front of it and nothing of the other partitions when its retries do not end', async (t) => {
    const processed = new Set<string>();
    const poisoned = 49;
    const mapping = await startTestMapping(REQUEST, (event) => allButPoison(event, processed), {
      partitions: PARTITIONS,
    });
    t.after(mapping.stop);

    mapping.produce(
      ...records().map((each) => (each.partition === poisoned ? each : { ...each, value: 'good' })),
    );
    await mapping.advance(60_000);

    const committed = Array.from({ length: PARTITIONS }, (_, partition) =>
      mapping.committed(partition),
    );
    assert.deepEqual(
      committed.map((offset) => offset === RECORDS),
      committed.map((_, partition) => partition !== poisoned),
    );
    assert.equal(committed[poisoned], 7);
  });
});

function records() {
  return Array.from({ length: PARTITIONS * RECORDS }, (_, index) => ({
    partition: index % PARTITIONS,
    value: Math.floor(index / PARTITIONS) === 7 ? 'poison' : 'good',
  }));
}

function allButPoison({ records: groups }: KafkaEvent, processed: Set<string>) {
  const batchItemFailures = Object.entries(groups).flatMap(([partition, group]) =>
    group.flatMap(({ offset, value }) => {
      const isPoison = Buffer.from(value ?? '', 'base64').toString() === 'poison';
      if (!isPoison) processed.add(`${partition}@${offset}`);
      return isPoison ? [{ itemIdentifier: { partition, offset } }] : [];
    }),
  );
  return { batchItemFailures };
}
