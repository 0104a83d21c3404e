import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogRecord } from '../../../../lib/consumption/redrive/topic-log.ts';
import { replay, type ReplayOptions } from '../../../../lib/consumption/replay/replay.ts';
import type { ReplayTarget } from '../../../../lib/consumption/replay/replay-target.ts';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { memoryTopics } from '../../../../lib/drivers/memory/topics.ts';
import { EVENTS, textOf } from '../../../support/redriving.ts';

const TENANT = parseTenantId('acme');
const GROUP = 'tidegate-replay.once-more';

describe('replaying events', () => {
  test('delivers all of them in order, and moves no offset', async () => {
    const { keep, run, delivered, topics } = await replaying();
    await keep(250);

    const summary = await run();

    assert.deepEqual(summary, { events: 250, bytes: 640, stopped: undefined });
    assert.deepEqual(delivered(), numbers(0, 250));
    assert.equal((await topics.marks.read(GROUP, EVENTS)).size, 0);
  });

  test('delivers those of a device and a time alone', async () => {
    const { keep, run, delivered } = await replaying();
    await keep(20);

    await run({ filter: { device: 'device-1', fromMs: 5, toMs: 12 } });

    assert.deepEqual(delivered(), ['5', '7', '9', '11']);
  });

  test('only counts in a dry run', async () => {
    const { keep, run, delivered, topics } = await replaying();
    await keep(20);

    const summary = await run({ dryRun: true, group: GROUP });

    assert.deepEqual(summary, { events: 20, bytes: 30, stopped: undefined });
    assert.deepEqual(delivered(), []);
    assert.equal((await topics.marks.read(GROUP, EVENTS)).size, 0);
  });

  test('delivers again what was not settled, and only that', async () => {
    const { keep, run, batches } = await replaying({ failing: [['2', '3'], ['3']] });
    await keep(4);

    const summary = await run();

    assert.equal(summary.stopped, undefined);
    assert.equal(summary.events, 4);
    assert.deepEqual(
      batches.map((batch) => batch.map(textOf)),
      [['0', '1', '2', '3'], ['2', '3'], ['3']],
    );
  });

  test('stops before what follows when something is never settled, and goes on there under its name', async () => {
    const never = Array.from({ length: 3 }, () => ['42']);
    const { keep, run, delivered, reported } = await replaying({ failing: never });
    await keep(250);

    const first = await run({ group: GROUP });
    assert.deepEqual([first.stopped, first.events], ['failed', 99]);
    assert.equal(reported.length, 3);
    const second = await run({ group: GROUP });

    assert.equal(second.stopped, undefined);
    assert.equal(delivered().at(-1), '249');
    assert.deepEqual(new Set(delivered()), new Set(numbers(0, 250)));
    assert.deepEqual(await run({ group: GROUP }), { events: 0, bytes: 0, stopped: undefined });
  });

  test('takes a target that throws for one that settles nothing, and tells why', async () => {
    const { keep, run, reported } = await replaying({ throwing: 2 });
    await keep(3);

    const { events } = await run();

    assert.equal(events, 3);
    assert.deepEqual(
      reported.map(({ left, reason }) => [left, String(reason)]),
      [
        [3, 'Error: gone'],
        [3, 'Error: gone'],
      ],
    );
  });

  test('refuses to go on under the name of another replay', async () => {
    const { keep, run } = await replaying();
    await keep(3);
    await run({ group: GROUP, filter: { device: 'gerät-1' } });

    const other = run({ group: GROUP });

    await assert.rejects(other, { code: 'MARK_NOT_KEPT', message: /choose another name/ });
  });

  test('ends when interrupted, and goes on behind what was settled', async () => {
    const { keep, run, delivered, interrupt } = await replaying();
    await keep(250);
    interrupt(1);

    assert.equal((await run({ group: GROUP })).stopped, 'interrupted');
    await run({ group: GROUP });

    assert.deepEqual(delivered(), numbers(0, 250));
  });
});

type Obstacles = { readonly failing?: readonly (readonly string[])[]; readonly throwing?: number };

/** Event n of `acme` is of device n modulo 2, and was stored n milliseconds after the epoch. */
async function replaying({ failing = [], throwing = 0 }: Obstacles = {}) {
  let now = 0;
  const topics = memoryTopics(() => now);
  topics.create(EVENTS);
  const batches: (readonly LogRecord[])[] = [];
  const settled: LogRecord[] = [];
  const reported: { readonly left: number; readonly reason: unknown }[] = [];
  let controller = new AbortController();
  let interruptAfter = Infinity;
  const target: ReplayTarget = {
    deliver: async (records) => {
      batches.push(records);
      if (batches.length <= throwing) throw new Error('gone');
      if (batches.length >= interruptAfter) controller.abort();
      const failed = failing[batches.length - 1] ?? [];
      const isFailed = (record: LogRecord): boolean => failed.includes(textOf(record) ?? '');
      settled.push(...records.filter((record) => !isFailed(record)));
      return records.filter(isFailed);
    },
  };
  return {
    topics,
    batches,
    reported,
    delivered: () => settled.map(textOf),
    interrupt: (batch: number) => {
      interruptAfter = batch;
    },
    keep: async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        now = n;
        const key = Buffer.from(`device-${n % 2}`);
        const record = { key, value: Buffer.from(`${n}`), headers: [], keylessPartition: 0 };
        await topics.writer.append(EVENTS, [record]);
      }
    },
    run: (options: Partial<ReplayOptions> = {}) => {
      controller = new AbortController();
      const running = replay(
        TENANT,
        { filter: {}, group: undefined, dryRun: false, ...options },
        {
          ...topics,
          target,
          attempts: 3,
          pause: async () => undefined,
          signal: controller.signal,
          report: (left, reason) => reported.push({ left: left.length, reason }),
          progress: () => undefined,
        },
      );
      return running.finally(() => {
        interruptAfter = Infinity;
      });
    },
  };
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `${from + index}`);
}
