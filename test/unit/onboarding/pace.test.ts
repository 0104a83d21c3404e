import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pace } from '../../../lib/onboarding/pace.ts';

function manual() {
  const waits: number[] = [];
  let nowMs = 1000;
  const { turn } = pace(
    10,
    () => nowMs,
    async (ms) => void waits.push(ms),
  );
  return { turn, waits, advance: (ms: number) => void (nowMs += ms) };
}

describe('the pace of calls', () => {
  it('lets calls that come together wait for each other', async () => {
    const { turn, waits } = manual();

    await Promise.all([turn(), turn(), turn()]);

    assert.deepEqual(waits, [100, 200]);
  });

  it('lets a call go at once that comes late enough', async () => {
    const { turn, waits, advance } = manual();

    await turn();
    advance(100);
    await turn();

    assert.deepEqual(waits, []);
  });

  it('saves up nothing while nobody calls', async () => {
    const { turn, waits, advance } = manual();

    await turn();
    advance(60_000);
    await Promise.all([turn(), turn()]);

    assert.deepEqual(waits, [100]);
  });
});
