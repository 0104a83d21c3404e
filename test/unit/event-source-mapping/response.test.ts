import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBatchResponse } from '../../../event-source-mapping/response.ts';
import { TOPIC, itemFailure, recordsAt } from './builders.ts';

const RECORDS = [...recordsAt([5, 6, 7]), ...recordsAt([5, 8], 2)];

describe('reading the answer of a function that reports batch item failures', () => {
  const allSettled = {
    undefined,
    null: null,
    '""': '',
    '{}': {},
    '[]': [],
    noList: { batchItemFailures: null },
    emptyList: { batchItemFailures: [] },
    otherMembers: { statusCode: 200 },
  };
  for (const [name, payload] of Object.entries(allSettled)) {
    it(`takes ${name} for a batch that is settled`, () => {
      assert.equal(readBatchResponse(payload, RECORDS).kind, 'all-settled');
    });
  }

  it('finds the records that are listed, whatever the partition', () => {
    const response = readBatchResponse(
      { batchItemFailures: [itemFailure(6), itemFailure(8, 2)] },
      RECORDS,
    );

    assert.deepEqual(response, { kind: 'some-failed', failed: new Set([RECORDS[1], RECORDS[4]]) });
  });

  it('takes a record that is listed twice once', () => {
    const response = readBatchResponse(
      { batchItemFailures: [itemFailure(6), itemFailure(6)] },
      RECORDS,
    );

    assert.equal(response.kind === 'some-failed' && response.failed.size, 1);
  });

  const partition = `${TOPIC}-0`;
  const invalid = {
    'an offset that is not in the event': { batchItemFailures: [itemFailure(6), itemFailure(4)] },
    'an offset of another partition': { batchItemFailures: [itemFailure(8)] },
    'an unknown topic-partition': { batchItemFailures: [itemFailure(6, 1)] },
    'a text as identifier': { batchItemFailures: [{ itemIdentifier: '6' }] },
    'an offset written as a text': {
      batchItemFailures: [{ itemIdentifier: { partition, offset: '6' } }],
    },
    'an identifier without offset': { batchItemFailures: [{ itemIdentifier: { partition } }] },
    'a null identifier': { batchItemFailures: [{ itemIdentifier: null }] },
    'a failure that is null': { batchItemFailures: [null] },
    'a misspelt identifier': { batchItemFailures: [{ itemIdentifer: { partition, offset: 6 } }] },
    'failures that are no list': {
      batchItemFailures: { itemIdentifier: { partition, offset: 6 } },
    },
    'a text': 'OK',
    'a number': 0,
    'a list': [itemFailure(6)],
  };
  for (const [name, payload] of Object.entries(invalid)) {
    it(`does not honour ${name}`, () => {
      assert.equal(readBatchResponse(payload, RECORDS).kind, 'invalid');
    });
  }
});
