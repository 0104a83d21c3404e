import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFailureCounter } from '../../../../lib/drivers/memory/failure-counter.ts';
import { failureCounterContract } from '../../../contract/failure-counter.ts';

failureCounterContract('memory', async () => memoryFailureCounter());

const record = (offset: number) => ({ topic: 't', partition: 0, offset, timestampMs: 0 });

describe('a failure counter in memory', () => {
  it('remembers a bounded number of records, the latest', async () => {
    const counter = memoryFailureCounter(2);

    for (const offset of [1, 2, 3]) await counter.count(record(offset), 1000);

    assert.equal((await counter.count(record(3), 1000)).attempts, 2);
    assert.equal((await counter.count(record(1), 1000)).attempts, 1);
  });
});
