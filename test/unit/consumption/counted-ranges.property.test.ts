import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  countOnce,
  type CountedRanges,
  NOTHING_COUNTED,
} from '../../../lib/consumption/counted-ranges.ts';

const record = (offset: number) => ({ offset, timestampMs: 1000 + offset });

/** Slices of the log, parts of slices, in any order, as often as it comes. */
function deliveries(logLength: number) {
  const offset = fc.integer({ min: 0, max: logLength - 1 });
  const slice = fc
    .tuple(offset, fc.integer({ min: 1, max: 10 }))
    .map(([first, length]) =>
      Array.from({ length: Math.min(length, logLength - first) }, (_, index) => first + index),
    );
  const part = fc.uniqueArray(offset, { minLength: 1, maxLength: 8 });
  return fc.array(fc.oneof(slice, part), { maxLength: 60 });
}

/** What is counted of batches that come one after the other; some fail before they are written. */
function countAll(batches: readonly (readonly number[])[], isWritten: (batch: number) => boolean) {
  let counted: CountedRanges = NOTHING_COUNTED;
  const times = new Map<number, number>();
  for (const [index, batch] of batches.entries()) {
    const result = countOnce(counted, batch.map(record));
    if (!isWritten(index)) continue;
    counted = result.counted;
    for (const { offset } of result.added) times.set(offset, (times.get(offset) ?? 0) + 1);
  }
  return { counted, times };
}

describe('counting once', () => {
  // 31 offsets have 16 ranges at most.
  test('counts what was written exactly once, whatever comes again, is split or overlaps', () => {
    const failures = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(deliveries(31), failures, (batches, failing) => {
        const fails = batches.map(() => failing.next().value === true);
        const { times } = countAll(batches, (index) => fails[index] !== true);

        const written = new Set(batches.filter((_, index) => fails[index] !== true).flat());
        assert.deepEqual(
          [...times].toSorted(([one], [other]) => one - other),
          [...written].toSorted((one, other) => one - other).map((offset) => [offset, 1]),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('counts nothing twice however many gaps there are, and keeps its memory bounded', () => {
    fc.assert(
      fc.property(deliveries(500), (batches) => {
        const { counted, times } = countAll(batches, () => true);

        assert.ok([...times.values()].every((count) => count === 1));
        assert.ok(counted.ranges.length <= 16);
      }),
      { numRuns: 200 },
    );
  });

  test('misses nothing of a log that is delivered in order, at whatever pace, with all before again', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 30 })),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (paces) => {
        let end = 0;
        const batches = paces.map(([pace, again]) => {
          const first = Math.max(0, end - again);
          end += pace;
          return Array.from({ length: end - first }, (_, index) => first + index);
        });
        const { counted, times } = countAll(batches, () => true);

        assert.equal(times.size, end);
        assert.deepEqual(counted.ranges, [[0, end - 1]]);
      }),
    );
  });
});
