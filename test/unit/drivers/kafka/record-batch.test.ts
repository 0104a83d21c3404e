import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeRecordBatch, type RecordBatch } from '../../../../lib/drivers/kafka/record-batch.ts';

/** kafkajs's own encoder, which others have used for years, is what ours has to agree with. */
const require = createRequire(import.meta.url);
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (
  record: object,
) => object;
const theirs = require('kafkajs/src/protocol/recordBatch/v0') as {
  readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>;
};

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 80 });
const field = fc.oneof(bytes, text);
const record = fc.record({
  key: fc.option(field),
  value: fc.option(field),
  headers: fc.dictionary(text, fc.oneof(field, fc.array(field, { maxLength: 3 }))),
});
const batch: fc.Arbitrary<RecordBatch> = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 70 }),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }),
  producerEpoch: fc.integer({ min: 0, max: 32_767 }),
  firstSequence: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  createdAtMs: fc.integer({ min: 0, max: 2 ** 48 }),
});

describe('a record batch', () => {
  test('is the same bytes that kafkajs writes', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async (given) => {
        assert.deepEqual(encodeRecordBatch(given), await encodeByKafkajs(given));
      }),
    );
  });

  test('holds a value of 1 MiB', async () => {
    const given = batchOf({ key: 'device', value: Buffer.alloc(2 ** 20, 7) });

    assert.deepEqual(encodeRecordBatch(given), await encodeByKafkajs(given));
  });

  test('has no key and no headers where none are given', async () => {
    const given = batchOf({ value: 'text' });

    assert.deepEqual(encodeRecordBatch(given), await encodeByKafkajs(given));
  });
});

function batchOf(one: RecordBatch['records'][number]): RecordBatch {
  return {
    records: [one],
    producerId: 4711n,
    producerEpoch: 0,
    firstSequence: 0,
    createdAtMs: 1_795_309_200_000,
  };
}

async function encodeByKafkajs({ records, createdAtMs, ...rest }: RecordBatch): Promise<Buffer> {
  const { buffer } = await theirs.RecordBatch({
    ...rest,
    firstTimestamp: createdAtMs,
    maxTimestamp: createdAtMs,
    lastOffsetDelta: records.length - 1,
    records: records.map((one, offsetDelta) => encodeRecord({ ...one, offsetDelta })),
  });
  return buffer;
}
