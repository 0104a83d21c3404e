import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toStreamEvent, unsettledOf } from '../../../../local/control-plane/stream-event.ts';

const records = ['1', '2', '3'].map((SequenceNumber) => ({
  eventName: 'INSERT' as const,
  dynamodb: { SequenceNumber, ApproximateCreationDateTime: new Date(1500) },
}));

const numbersOf = (payload: unknown) =>
  unsettledOf(records, { kind: 'returned', payload }).map(
    ({ dynamodb }) => dynamodb?.SequenceNumber,
  );

describe('the changes of a table', () => {
  it('are handed over with times in seconds, as Lambda does', () => {
    const [first] = toStreamEvent(records).Records;

    assert.deepEqual(first, {
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: 1.5 },
    });
  });

  it('are settled when the function names no failure', () => {
    for (const payload of [null, {}, { batchItemFailures: [] }, { batchItemFailures: null }]) {
      assert.deepEqual(numbersOf(payload), []);
    }
  });

  it('come again from the first failure', () => {
    const batchItemFailures = [{ itemIdentifier: '3' }, { itemIdentifier: '2' }];

    assert.deepEqual(numbersOf({ batchItemFailures }), ['2', '3']);
  });

  it('all come again when the function fails, is throttled, or names what is not there', () => {
    const unknown = { batchItemFailures: [{ itemIdentifier: '7' }] };

    assert.deepEqual(numbersOf(unknown), ['1', '2', '3']);
    assert.equal(unsettledOf(records, { kind: 'throttled' }).length, 3);
    assert.equal(
      unsettledOf(records, { kind: 'failed', payload: { errorMessage: 'no' } }).length,
      3,
    );
  });
});
