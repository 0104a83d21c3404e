import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import type { Handling } from '../../../lib/consumption/handle-event.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import {
  batchesOf,
  consume,
  consumptionOf,
  headerOf,
  nameOf,
  unsettledOf,
} from '../../support/consumption.ts';

const BATCH = batchesOf(
  { key: 'a', offset: 1 },
  { key: 'b', offset: 2 },
  { key: 'a', offset: 3 },
  { key: 'b', offset: 4 },
);
const NEVER = new Promise<void>(() => undefined);

describe('when the time of an invocation is over', () => {
  test('no record is begun any more, and what was not begun comes again uncounted', async () => {
    let remainingMs = 10_000;
    const consumption = consumptionOf({
      maxConcurrency: 1,
      failureCounter: { count: () => Promise.reject(new Error('must not be counted')) },
      handle: async (event) => {
        if (nameOf(event) === 'b/2') remainingMs = 1000;
      },
    });

    const result = await consume(consumption, BATCH, () => remainingMs);

    assert.deepEqual(unsettledOf(result), ['0/3', '0/4']);
    assert.deepEqual(result.counts, { processed: 2, expired: 0, failed: 0, 'dead-lettered': 0 });
  });

  test('the reserve is never more than half of it: some record is begun in every invocation', async () => {
    const consumption = consumptionOf({ reserveMs: 60_000 });

    const result = await consume(consumption, BATCH, () => 3000);

    assert.deepEqual(unsettledOf(result), []);
  });

  test('a handler that does not end is given up, told so, and counted', async () => {
    let signal: AbortSignal | undefined;
    const consumption = consumptionOf({
      handle: (event, handling) => {
        if (nameOf(event) !== 'a/1') return undefined;
        ({ signal } = handling);
        return NEVER;
      },
    });

    const result = await consume(consumption, BATCH, countdown(40));

    assert.deepEqual(unsettledOf(result), ['0/1', '0/3']);
    assert.ok(signal?.reason instanceof ServiceError);
    assert.equal(signal.reason.code, 'PROCESSING_TIMED_OUT');
    const failed = consumption.outcomes.find(({ kind }) => kind === 'failed');
    assert.ok(failed?.kind === 'failed');
    assert.deepEqual([failed.attempts, failed.event && nameOf(failed.event)], [1, 'a/1']);
  });

  test('a handler that never ends becomes a dead letter when its attempts are used up', async () => {
    const consumption = consumptionOf({
      handle: (event) => (nameOf(event) === 'a/1' ? NEVER : undefined),
      retryBound: { attempts: 2, ageMs: 0 },
    });

    await consume(consumption, BATCH, countdown(40));
    const result = await consume(consumption, BATCH, countdown(40));

    assert.deepEqual(unsettledOf(result), ['0/3']);
    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-reason'), 'PROCESSING_TIMED_OUT');
  });

  test('a handler that ends afterwards changes nothing: what it leaves behind comes again', async () => {
    const late = Promise.withResolvers<void>();
    const begun: string[] = [];
    const handle = (event: ConsumedEvent): Promise<void> => {
      begun.push(nameOf(event));
      return late.promise;
    };
    const consumption = consumptionOf({ handle });
    const result = await consume(consumption, BATCH, countdown(40));

    late.resolve();
    await new Promise(setImmediate);

    assert.deepEqual(unsettledOf(result), ['0/1', '0/2', '0/3', '0/4']);
    assert.deepEqual(begun, ['a/1', 'b/2']);
    assert.ok(consumption.outcomes.every(({ kind }) => kind === 'failed'));
  });

  for (const [what, handle] of [
    ['of a handler that does not end', () => NEVER],
    ['of one that fails', () => Promise.reject(new Error('no good'))],
  ] as const) {
    test(`the answer does not wait for a store that counts the failure ${what}`, async () => {
      const consumption = consumptionOf({
        handle,
        failureCounter: { count: () => new Promise(() => undefined) },
      });

      const result = await consume(consumption, BATCH, countdown(40));

      assert.deepEqual(unsettledOf(result), ['0/1', '0/2', '0/3', '0/4']);
    });
  }

  test('handlers that ended before have not been told that it is', async () => {
    const signals: AbortSignal[] = [];
    const handle = (_event: ConsumedEvent, handling: Handling) =>
      void signals.push(handling.signal);

    await consume(consumptionOf({ handle }), BATCH);

    assert.ok(signals.every(({ aborted }) => !aborted));
  });
});

/** An invocation with so many milliseconds, of which half are the reserve of these tests. */
function countdown(timeMs: number): () => number {
  const endMs = performance.now() + timeMs;
  return () => endMs - performance.now();
}
