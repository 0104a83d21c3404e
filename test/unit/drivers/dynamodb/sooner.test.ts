import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BatchGet } from '../../../../lib/drivers/dynamodb/item-reader.ts';
import { sooner } from '../../../../lib/drivers/dynamodb/sooner.ts';

const KEYS = [{ pk: 'a', sk: 'b' }];

const found = (who: string): BatchGet => {
  return async () => ({ items: [{ who }], unprocessed: [] });
};
const failing: BatchGet = () => Promise.reject(new Error('no'));
const options = (abortSignal = new AbortController().signal) => ({
  abortSignal,
  requestTimeout: 1000,
});

describe('what is there sooner', () => {
  it('is asked alone while it answers', async () => {
    const read = sooner(found('first'), () => assert.fail('loaded for nothing'));

    assert.deepEqual((await read(KEYS, options())).items, [{ who: 'first' }]);
  });

  it('gives way when it fails', async () => {
    const read = sooner(failing, async () => found('second'));

    assert.deepEqual((await read(KEYS, options())).items, [{ who: 'second' }]);
  });

  it('is the last to be asked once the time is over', async () => {
    const over = AbortSignal.abort(new Error('too late'));
    const read = sooner(failing, () => assert.fail('loaded for nothing'));

    await assert.rejects(read(KEYS, options(over)), /too late/);
  });
});
