import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sameDeadline } from '../../../local/same-deadline.ts';

const never = new Promise<string>(() => undefined);
const late = () => 'late';

describe('a deadline that all work has in common', () => {
  test('leaves alone what is done in time', async () => {
    const within = sameDeadline(60_000);

    assert.equal(await within(Promise.resolve('done'), late), 'done');
    await assert.rejects(within(Promise.reject(new Error('failed')), late), /failed/);
  });

  test('gives up what takes too long, and each at its own time', async () => {
    const within = sameDeadline(20);
    const order: string[] = [];
    const first = within(never, () => 'first late').then((text) => order.push(text));
    await pause(10);
    const second = within(never, () => 'second late').then((text) => order.push(text));
    const third = within(Promise.resolve('third done'), late).then((text) => order.push(text));

    await Promise.all([first, second, third]);

    assert.deepEqual(order, ['third done', 'first late', 'second late']);
  });

  test('begins anew after a time without work', async () => {
    const within = sameDeadline(10);

    assert.equal(await within(never, late), 'late');
    await pause(15);
    assert.equal(await within(never, late), 'late');
  });
});
