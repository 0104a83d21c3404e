import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { turns } from '../../../lib/consumption/turns.ts';

describe('work that takes turns', () => {
  it('runs in order of asking, a bounded number at a time', async () => {
    const { take } = turns(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = (number: number) => async (): Promise<number> => {
      order.push(number);
      running += 1;
      most = Math.max(most, running);
      await turnOfTheLoop();
      running -= 1;
      return number;
    };

    const results = await Promise.all([1, 2, 3, 4, 5].map((number) => take(work(number))));

    assert.deepEqual([results, order, most], [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 2]);
  });

  it('hands the turn on when work fails', async () => {
    const { take } = turns(1);
    const failing = take(() => Promise.reject(new Error('no')));
    const next = take(async () => 'next');

    await assert.rejects(failing, /no/);

    assert.equal(await next, 'next');
  });
});
