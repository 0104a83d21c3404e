import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PermanentError, RetryableError } from '../../../lib/consumption/handler-failures.ts';
import {
  batchesOf,
  consume,
  consumptionOf,
  headerOf,
  unsettledOf,
} from '../../support/consumption.ts';

const throwing = (failure: unknown) => consumptionOf({ handle: () => Promise.reject(failure) });

describe('what a handler throws', () => {
  it('makes a dead letter of the record at once when it is a PermanentError', async () => {
    const consumption = throwing(new PermanentError('no reading'));

    const result = await consume(consumption, batchesOf({ offset: 3 }));

    assert.deepEqual(unsettledOf(result), []);
    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-reason'), 'RECORD_REJECTED');
    assert.equal(headerOf(letter, 'dead-letter-message'), 'no reading');
    assert.equal(headerOf(letter, 'dead-letter-attempts'), '1');
  });

  for (const [what, failure] of [
    ['a RetryableError', new RetryableError('the other side is busy')],
    ['any other error', new TypeError('undefined is not a function')],
    ['no error at all', 'a text'],
  ] as const) {
    it(`makes the record come again when it is ${what}`, async () => {
      const consumption = throwing(failure);

      const result = await consume(consumption, batchesOf({ offset: 3 }));

      assert.deepEqual(unsettledOf(result), ['0/3']);
      assert.deepEqual(consumption.deadLetters.stored, []);
    });
  }
});
