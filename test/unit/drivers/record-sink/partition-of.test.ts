import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compatibilityPartitioner } from '@platformatic/kafka';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from '../../../../lib/drivers/record-sink/partition-of.ts';

/** From Apache Kafka's own tests: `UtilsTest.testMurmur2`. */
const JAVA: readonly (readonly [key: string, hash: number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

const partitionCounts = fc.integer({ min: 1, max: 1000 });

describe('the partition of a key', () => {
  test('is the one that Java’s client chooses', () => {
    for (const [key, hash] of JAVA) {
      assert.equal(partitionOf(key, 2 ** 31), hash & 0x7fffffff, key);
    }
  });

  test('is the one that kafkajs chooses by default', () => {
    const choose = Partitioners.DefaultPartitioner();
    const partitions = Array.from({ length: 1000 }, (_, partitionId) => {
      return { partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [] };
    });

    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), partitionCounts, (bytes, count) => {
        const key = Buffer.from(bytes);
        const message = { key, value: null };
        const partitionMetadata = partitions.slice(0, count);
        assert.equal(
          partitionOf(key, count),
          choose({ topic: 'topic', partitionMetadata, message }),
        );
      }),
    );
  });

  test('is the one that @platformatic/kafka chooses when it is told to be compatible', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), partitionCounts, (bytes, count) => {
        const key = Buffer.from(bytes);
        const positive = compatibilityPartitioner({ topic: 'topic' }, key);
        assert.equal(partitionOf(key, count), positive % count);
      }),
    );
  });

  test('is the same for text and for its bytes', () => {
    fc.assert(
      fc.property(fc.string(), partitionCounts, (key, count) => {
        assert.equal(partitionOf(key, count), partitionOf(Buffer.from(key), count));
      }),
    );
  });
});
