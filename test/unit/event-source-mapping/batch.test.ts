import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchDueAtMs, isTooLarge, takeBatch } from '../../../event-source-mapping/batch.ts';
import { eventBytesOf, toKafkaEvent } from '../../../event-source-mapping/event.ts';
import { type Queued, createRecordQueue } from '../../../event-source-mapping/record-queue.ts';
import { sourceRecord } from './builders.ts';

const LIMITS = {
  batchSize: 3,
  windowMs: 500,
  maximumBytes: 1_000_000,
  envelopeBytes: '{"records":{}}'.length,
};

describe('a batch', () => {
  it('is due when the window of its first record ends', () => {
    const queues = [
      queueOf([queued({ receivedAtMs: 1_200 })]),
      queueOf([queued({ receivedAtMs: 1_000, partition: 1 })]),
    ];

    assert.equal(batchDueAtMs(queues, LIMITS), 1_500);
  });

  it('is never due without records', () => {
    assert.equal(batchDueAtMs([queueOf([])], LIMITS), Infinity);
  });

  it('is due at once when it has the records of a batch, over all partitions', () => {
    const queues = [
      queueOf([queued({}), queued({ offset: 1 })]),
      queueOf([queued({ partition: 1 })]),
    ];

    assert.equal(batchDueAtMs(queues, LIMITS), -Infinity);
  });

  it('is due at once when an event cannot hold more bytes', () => {
    const queues = [queueOf([queued({}), queued({ offset: 1 })])];

    assert.equal(batchDueAtMs(queues, { ...LIMITS, maximumBytes: 300 }), -Infinity);
  });

  it('takes no more records than its size, and leaves the rest in order', () => {
    const queue = queueOf([0, 1, 2, 3, 4].map((offset) => queued({ offset })));

    const batch = takeBatch([queue], LIMITS);

    assert.deepEqual(
      batch.map(({ offset }) => offset),
      [0, 1, 2],
    );
    assert.equal(queue.head?.offset, 3);
  });

  it('takes from the partition that has waited longest first, then from others', () => {
    const young = queueOf([
      queued({ receivedAtMs: 9, offset: 1 }),
      queued({ receivedAtMs: 9, offset: 2 }),
    ]);
    const old = queueOf([
      queued({ receivedAtMs: 5, partition: 1, offset: 7 }),
      queued({ receivedAtMs: 9, partition: 1, offset: 8 }),
    ]);

    const batch = takeBatch([young, old], LIMITS);

    assert.deepEqual(
      batch.map(({ partition, offset }) => [partition, offset]),
      [
        [1, 7],
        [1, 8],
        [0, 1],
      ],
    );
  });

  it('makes an event of exactly the bytes that are allowed, and not one more', () => {
    const records = [queued({}), queued({ offset: 1 })];
    const bytes = Buffer.byteLength(JSON.stringify(toKafkaEvent(records, {}, 'omitted')));
    const slack = 2; // the commas after the last record and the last group, which JSON does not have

    const fits = takeBatch([queueOf(records)], { ...LIMITS, maximumBytes: bytes + slack });
    const isCut = takeBatch([queueOf(records)], { ...LIMITS, maximumBytes: bytes - 1 });

    assert.deepEqual([fits.length, isCut.length], [2, 1]);
  });

  it('cannot hold a record that is too large for an event of its own', () => {
    const record = queued({ value: Buffer.alloc(3_000) });

    assert.equal(isTooLarge(record, { ...LIMITS, maximumBytes: 4_000 }), true);
    assert.equal(isTooLarge(record, { ...LIMITS, maximumBytes: 5_000 }), false);
  });
});

function queued(about: Partial<Queued>): Queued {
  const record = sourceRecord(about);
  return { receivedAtMs: 0, ...record, ...about, eventBytes: eventBytesOf(record, 'omitted') + 1 };
}

function queueOf(records: readonly Queued[]) {
  const queue = createRecordQueue<Queued>();
  for (const record of records) queue.push(record);
  return queue;
}
