import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import {
  batchesOf,
  consume,
  consumptionOf,
  headerOf,
  nameOf,
  unsettledOf,
} from '../../support/consumption.ts';

const THREE = batchesOf(
  { key: 'a', offset: 1 },
  { key: 'b', offset: 2 },
  { key: 'a', offset: 3 },
  { key: 'b', offset: 4 },
  { key: 'a', offset: 5 },
);

describe('a record that fails', () => {
  for (const [what, handle] of [
    ['at once', failing('a/3')],
    ['later', async (event: ConsumedEvent) => failing('a/3')(event)],
  ] as const) {
    test(`comes again with all that follow in its lane, and no other (${what})`, async () => {
      const consumption = consumptionOf({ handle });

      const result = await consume(consumption, THREE);

      assert.deepEqual(unsettledOf(result), ['0/3', '0/5']);
      assert.deepEqual(handledBy(consumption), ['a/1', 'b/2', 'b/4']);
    });
  }

  for (const thrown of [undefined, null, 'text', { code: 'RECORD_REJECTED' }]) {
    test(`comes again whatever is thrown: ${JSON.stringify(thrown)}`, async () => {
      const consumption = consumptionOf({
        handle: () => {
          // eslint-disable-next-line typescript/only-throw-error -- applications do
          throw thrown;
        },
      });

      const result = await consume(consumption, batchesOf({ offset: 1 }));

      assert.deepEqual(unsettledOf(result), ['0/1']);
      assert.deepEqual(consumption.deadLetters.stored, []);
    });
  }

  test('is counted, and given up when its attempts are used up; then its lane goes on', async () => {
    const consumption = consumptionOf({ handle: failing('a/1') });

    const results = [];
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      results.push(unsettledOf(await consume(consumption, THREE)));
    }

    assert.deepEqual(results, [['0/1', '0/3', '0/5'], ['0/1', '0/3', '0/5'], []]);
    const [letter, ...others] = consumption.deadLetters.stored;
    assert.deepEqual(others, []);
    assert.equal(headerOf(letter, 'dead-letter-offset'), '1');
    assert.equal(headerOf(letter, 'dead-letter-attempts'), '3');
    assert.equal(headerOf(letter, 'dead-letter-reason'), 'PROCESSING_FAILED');
    assert.equal(headerOf(letter, 'dead-letter-message'), 'no good: a/1');
  });

  test('is not given up before its time, however often it was tried', async () => {
    let nowMs = 0;
    const consumption = consumptionOf({
      handle: failing('a/1'),
      retryBound: { attempts: 2, ageMs: 1000 },
      now: () => nowMs,
    });

    const results = [];
    for (nowMs of [5000, 5999, 6000]) results.push(unsettledOf(await consume(consumption, THREE)));

    assert.deepEqual(
      results.map((unsettled) => unsettled.length),
      [3, 3, 0],
    );
  });

  test('costs only the head of its lane an attempt', async () => {
    const counted: number[] = [];
    const consumption = consumptionOf({
      handle: failing('a/1', 'a/3', 'b/4'),
      failureCounter: {
        count: async ({ offset }) => {
          counted.push(offset);
          return { attempts: 1, firstFailedAtMs: 0 };
        },
      },
    });

    await consume(consumption, THREE);

    assert.deepEqual(counted, [1, 4]);
  });

  test('comes again while attempts cannot be counted', async () => {
    const consumption = consumptionOf({
      handle: failing('a/1'),
      failureCounter: {
        count: () => Promise.reject(new ServiceError('ATTEMPT_NOT_COUNTED', 'no store')),
      },
    });

    const result = await consume(consumption, THREE);

    assert.deepEqual(unsettledOf(result), ['0/1', '0/3', '0/5']);
    assert.deepEqual(consumption.deadLetters.stored, []);
  });

  test('comes again while dead letters cannot be stored', async () => {
    const consumption = consumptionOf({
      handle: failing('a/1'),
      retryBound: { attempts: 1, ageMs: 0 },
    });
    consumption.deadLetters.breakDown();

    const result = await consume(consumption, THREE);

    assert.deepEqual(unsettledOf(result), ['0/1', '0/3', '0/5']);
    const failed = consumption.outcomes.find(({ kind }) => kind === 'failed');
    assert.ok(failed?.kind === 'failed' && failed.obstacle instanceof ServiceError);
    assert.equal(failed.obstacle.code, 'DEAD_LETTER_NOT_STORED');
  });
});

describe('a record that no retry helps', () => {
  test('is a dead letter at once, and its lane goes on', async () => {
    const consumption = consumptionOf({ handle: rejecting });

    const result = await consume(consumption, THREE);

    assert.deepEqual(unsettledOf(result), []);
    assert.deepEqual(handledBy(consumption), ['a/3', 'a/5', 'b/2', 'b/4']);
    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-reason'), 'RECORD_REJECTED');
    assert.equal(headerOf(letter, 'dead-letter-attempts'), '1');
  });

  test('comes again, uncounted, while dead letters cannot be stored', async () => {
    const consumption = consumptionOf({
      handle: rejecting,
      failureCounter: { count: () => Promise.reject(new Error('must not be counted')) },
    });
    consumption.deadLetters.breakDown();

    const result = await consume(consumption, THREE);

    assert.deepEqual(unsettledOf(result), ['0/1', '0/3', '0/5']);
  });

  test('may be one that cannot be read', async () => {
    const consumption = consumptionOf();

    const result = await consume(consumption, batchesOf({ key: 'no device' }));

    assert.deepEqual(unsettledOf(result), []);
    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-reason'), 'RECORD_UNREADABLE');
  });

  test('keeps a bounded part of a long message', async () => {
    const consumption = consumptionOf({
      handle: () => {
        throw new ServiceError('RECORD_REJECTED', 'x'.repeat(100_000));
      },
    });

    await consume(consumption, batchesOf({}));

    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-message')?.length, 500);
  });
});

describe('an expired record', () => {
  const EXPIRED = [
    ['creation-time', '1795301842281'],
    ['ttl', '999'],
  ] as const;

  test('is done without being handled, and counted', async () => {
    const handled: string[] = [];
    const consumption = consumptionOf({ handle: (event) => void handled.push(nameOf(event)) });

    const result = await consume(consumption, batchesOf({ headers: EXPIRED }, { offset: 1 }));

    assert.deepEqual(handled, ['device-1/1']);
    assert.deepEqual(result, {
      unsettled: [],
      counts: { processed: 1, expired: 1, failed: 0, 'dead-lettered': 0 },
      lanes: 1,
    });
  });

  test('is done even if it could not be read', async () => {
    const consumption = consumptionOf();

    await consume(consumption, batchesOf({ key: 'no device', headers: EXPIRED }));

    assert.deepEqual(consumption.deadLetters.stored, []);
  });
});

function failing(...names: readonly string[]): (event: ConsumedEvent) => void {
  return (event) => {
    if (names.includes(nameOf(event))) throw new Error(`no good: ${nameOf(event)}`);
  };
}

function handledBy({ outcomes }: ReturnType<typeof consumptionOf>): string[] {
  return outcomes
    .flatMap((outcome) => (outcome.kind === 'processed' ? nameOf(outcome.event) : []))
    .sort();
}

function rejecting(event: ConsumedEvent): void {
  if (nameOf(event) === 'a/1') throw new ServiceError('RECORD_REJECTED', 'no such machine');
}
