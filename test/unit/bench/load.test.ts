import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOneByOne, runTogether } from '../../../bench/load.ts';

describe('a load', () => {
  it('runs the action as often as wanted, each time with another number', async () => {
    const numbers: number[] = [];

    const { latencies } = await runTogether(4, 10, async (number) => numbers.push(number));

    assert.deepEqual(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(latencies.length, 10);
  });

  it('begins no more once its time is over', async () => {
    const { latencies } = await runTogether(4, 10, async () => undefined, 0);

    assert.ok(latencies.length < 10);
  });

  it('never runs more at once than wanted', async () => {
    let running = 0;
    let most = 0;
    const action = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };

    await runTogether(3, 20, action);
    assert.equal(most, 3);

    most = 0;
    await runOneByOne(5, action);
    assert.equal(most, 1);
  });
});
