import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { secondsUntil, tokenBuckets } from '../../../lib/ingestion/token-buckets.ts';

const quota = { limit: 6, windowSeconds: 60 };

function open(maxBuckets = 100) {
  const clock = { ms: 1000 };
  return { clock, buckets: tokenBuckets(() => clock.ms, maxBuckets) };
}

describe('a bucket of tokens', () => {
  test('is full at first, and full again after its window', () => {
    const { clock, buckets } = open();
    assert.equal(buckets.level('a', quota), 6);

    for (let taken = 0; taken < 6; taken += 1) buckets.take('a', quota);
    assert.equal(buckets.level('a', quota), 0);

    clock.ms += 30_000;
    assert.equal(buckets.level('a', quota), 3);
    clock.ms += 300_000;
    assert.equal(buckets.level('a', quota), 6);
  });

  test('takes back what was not needed, up to the brim', () => {
    const { buckets } = open();

    buckets.take('a', quota);
    buckets.putBack('a', quota);
    buckets.putBack('a', quota);

    assert.equal(buckets.level('a', quota), 6);
  });

  test('is full again when it was forgotten for those that were touched since', () => {
    const { buckets } = open(2);

    for (const key of ['a', 'b', 'a', 'c']) buckets.take(key, quota);

    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => buckets.level(key, quota)),
      [4, 6, 5],
    );
  });

  test('does not lose or gain by a clock that goes back', () => {
    const { clock, buckets } = open();

    buckets.take('a', quota);
    clock.ms -= 500;

    assert.equal(buckets.level('a', quota), 5);
  });

  test('lets no more through in any time than its limit and what that time refills', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (pauses) => {
        const { clock, buckets } = open();
        const passedAtMs: number[] = [];
        for (const pause of pauses) {
          clock.ms += pause;
          if (buckets.level('a', quota) < 1) continue;
          buckets.take('a', quota);
          passedAtMs.push(clock.ms);
        }
        for (const [index, startMs] of passedAtMs.entries()) {
          for (const [count, endMs] of passedAtMs.slice(index).entries()) {
            assert.ok(count + 1 <= 6 + (endMs - startMs) / 10_000 + 1e-6);
          }
        }
      }),
    );
  });

  test('says when there will be so many', () => {
    assert.equal(secondsUntil(0, 1, quota), 10);
    assert.equal(secondsUntil(0.75, 1, quota), 3);
    assert.equal(secondsUntil(0, 6, quota), 60);
    assert.equal(secondsUntil(6, 6, quota), 1);
  });
});
