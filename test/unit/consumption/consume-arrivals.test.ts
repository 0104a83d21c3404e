import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Settlement } from '../../../lib/consumption/arrival.ts';
import { consumeArrivals } from '../../../lib/consumption/consume-arrivals.ts';
import type { HandleEvent } from '../../../lib/consumption/handle-event.ts';
import { NotHereError, PermanentError } from '../../../lib/consumption/handler-failures.ts';
import type { ArrivalConsumption } from '../../../lib/consumption/settle-arrival.ts';
import { CREATED_AT_MS } from '../../support/kafka-event.ts';
import { received } from '../../support/received.ts';
import { until } from '../../support/until.ts';

function setUp(handle: HandleEvent, given: Partial<ArrivalConsumption> = {}) {
  const settled: string[] = [];
  const link = new AbortController();
  const consumer = consumeArrivals(
    {
      handle,
      timeoutMs: 60_000,
      retryBound: { attempts: 3, ageMs: 0 },
      observe: () => undefined,
      now: () => CREATED_AT_MS,
      ...given,
    },
    16,
  );
  const arrive = (key: string, offset: number, earlierFailures = 0): void => {
    const settle = ({ kind }: Settlement) => void settled.push(`${key}/${offset} ${kind}`);
    const record = received({ key, offset });
    consumer.take({ record, earlierFailures, gone: link.signal, settle });
  };
  return { ...consumer, arrive, settled, link };
}

describe('messages that arrive', () => {
  it('run one after the other for a device, and side by side for several', async () => {
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const { arrive, settled } = setUp((event) => {
      begun.push(event.device);
      return event.device === 'a' ? end : undefined;
    });

    for (const [key, offset] of [
      ['a', 0],
      ['a', 1],
      ['b', 2],
    ] as const) {
      arrive(key, offset);
    }
    await until(() => settled.length === 1);
    const before = [...begun];
    resolve();
    await until(() => settled.length === 3);

    assert.deepEqual(before, ['a', 'b']);
    assert.deepEqual(settled, ['b/2 accepted', 'a/0 accepted', 'a/1 accepted']);
  });

  it('count what the network knows to have failed', async () => {
    let attempts = 0;
    const { arrive, settled } = setUp(() => {
      attempts += 1;
      throw new Error('not now');
    });

    arrive('a', 0, 2);
    await until(() => settled.length > 0);

    assert.equal(attempts, 1);
    assert.equal(settled[0], 'a/0 rejected');
  });

  it('are dead letters at once when no retry helps', async () => {
    const kept: string[] = [];
    const deadLetters = {
      append: async (_: unknown, { code }: { readonly code: string }) => void kept.push(code),
    };
    const { arrive, settled } = setUp(
      () => {
        throw new PermanentError('never');
      },
      { deadLetters },
    );

    arrive('a', 0);
    await until(() => settled.length > 0);

    assert.deepEqual([kept, settled], [['RECORD_REJECTED'], ['a/0 accepted']]);
  });

  it('go back with all that stands behind them when they are for another member', async () => {
    const { arrive, settled } = setUp(() => {
      throw new NotHereError('no store');
    });

    arrive('a', 0);
    arrive('a', 1);
    await until(() => settled.length === 2);

    assert.deepEqual(settled, ['a/0 released', 'a/1 released']);
  });

  it('fail when their handler runs out of time, and it is told', async () => {
    const signals: AbortSignal[] = [];
    const { arrive, settled } = setUp(
      (_, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
      { timeoutMs: 1, retryBound: { attempts: 1, ageMs: 0 } },
    );

    arrive('a', 0);
    await until(() => settled.length > 0);

    assert.equal(settled[0], 'a/0 rejected');
    assert.ok(signals[0]?.aborted);
  });

  it('are not begun when their link has gone', async () => {
    const begun: string[] = [];
    const { arrive, link } = setUp((event) => void begun.push(event.device));

    link.abort();
    arrive('a', 0);
    await nextTurn();

    assert.deepEqual(begun, []);
  });

  it('go back before it has stopped, also those that were on their way', async () => {
    const { arrive, settled, stop } = setUp(() => undefined);
    const { promise: lastTaken, resolve } = Promise.withResolvers<void>();

    const stopped = stop(60_000, lastTaken);
    await nextTurn();
    arrive('a', 0);
    arrive('a', 1);
    resolve();
    await stopped;

    assert.deepEqual(settled, ['a/0 released', 'a/1 released']);
  });

  it('go back when it stops, and a handler that does not end is told', async () => {
    const signals: AbortSignal[] = [];
    const { arrive, settled, stop } = setUp((_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    arrive('a', 0);
    await until(() => signals.length === 1);

    await stop(1);
    arrive('b', 1);
    await until(() => settled.length === 2);

    assert.deepEqual(settled.toSorted(), ['a/0 released', 'b/1 released']);
    assert.ok(signals[0]?.aborted);
  });
});
