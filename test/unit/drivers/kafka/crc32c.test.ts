import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { crc32c } from '../../../../lib/drivers/kafka/crc32c.ts';

const require = createRequire(import.meta.url);
const theirs = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;

describe('the checksum of a record batch', () => {
  test('is what RFC 3720 gives for its examples (B.4)', () => {
    assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
    assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
    assert.equal(crc32c(Buffer.from(Array.from({ length: 32 }, (_, index) => index))), 0x46dd794e);
  });

  test('of nothing is 0', () => {
    assert.equal(crc32c(Buffer.alloc(0)), 0);
  });

  test('is what kafkajs computes, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (array) => {
        const bytes = Buffer.from(array);

        assert.equal(crc32c(bytes), theirs(bytes) >>> 0);
      }),
    );
  });
});
