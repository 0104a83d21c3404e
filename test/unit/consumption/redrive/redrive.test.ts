import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attempt } from '../../../../lib/consumption/attempt.ts';
import type { MemoryTopics, Step } from '../../../../lib/drivers/memory/topics.ts';
import { CREATED_AT_MS } from '../../../support/kafka-event.ts';
import { received } from '../../../support/received.ts';
import {
  headerOf,
  LETTERS,
  NOW_MS,
  type Redriving,
  redriving,
  textOf,
} from '../../../support/redriving.ts';

const DAY_MS = 24 * 3_600_000;

describe('redriving dead letters', () => {
  test('puts an event back as it was, with its count and origin in front', async () => {
    const { keep, run, events } = redriving();
    await keep({ offset: 7, key: 'device-1', value: '{"temp":5}', headers: [['a', 'b']] });

    const { counts } = await run();

    assert.deepEqual(counts, { 'put-back': 1, duplicate: 0, kept: 0, expired: 0, foreign: 0 });
    const [event] = events();
    assert.equal(String(event?.key), 'device-1');
    assert.equal(event && textOf(event), '{"temp":5}');
    assert.deepEqual(
      event?.headers.map(({ name, value }) => [name, String(value)]),
      [
        ['redrive-count', '1'],
        ['redrive-origin', `hono.event.acme/0/7/${CREATED_AT_MS}`],
        ['redrive-ttl', 'ignored'],
        ['a', 'b'],
      ],
    );
  });

  for (const [what, value] of [
    ['a tombstone', null],
    ['an empty payload', Buffer.alloc(0)],
    ['bytes that are no text', Buffer.from([0, 255, 195])],
  ] as const) {
    test(`leaves ${what} what it is`, async () => {
      const { keep, run, events } = redriving();
      await keep({
        key: null,
        value,
        headers: [
          ['__proto__', 'x'],
          ['dead-letter-reason', 'own'],
        ],
      });

      await run();

      const [event] = events();
      assert.deepEqual(event?.value, value);
      assert.equal(event.key, null);
      const own = event.headers.slice(3).map(({ name, value: bytes }) => [name, String(bytes)]);
      assert.deepEqual(own, [
        ['__proto__', 'x'],
        ['dead-letter-reason', 'own'],
      ]);
    });
  }

  test('keeps the order in which events were given up', async () => {
    const { keep, run, events } = redriving();
    const offsets = Array.from({ length: 250 }, (_, offset) => offset);
    await keep(
      ...offsets.map((offset) => ({ offset, key: `device-${offset % 3}`, value: `${offset}` })),
    );

    await run();

    assert.deepEqual(events().map(textOf), offsets.map(String));
  });

  test('puts nothing back a second time', async () => {
    const { keep, run, events } = redriving();
    await keep({ offset: 1 }, { offset: 2 });
    await run();
    await keep({ offset: 3 });

    const { counts } = await run();

    assert.equal(counts['put-back'], 1);
    assert.equal(events().length, 3);
  });

  test('drops copies of a letter, also those without a key in another partition', async () => {
    const { keep, run, events, reported, topics } = redriving(2);
    await keep({ offset: 1, key: 'device-1' }, { offset: 1, key: 'device-1' });
    const keyless = { offset: 9, key: null, partition: 0 };
    await keep(keyless);
    await copyKeylessTo(1);

    const { counts } = await run();

    assert.equal(counts['put-back'], 2);
    assert.deepEqual(
      reported.map(({ kind }) => kind),
      ['duplicate', 'duplicate'],
    );
    assert.equal((await run()).counts.duplicate, 0);
    assert.equal(events().length, 2);

    async function copyKeylessTo(to: number) {
      const letter = topics.recordsOf(LETTERS).find(({ key }) => key === null);
      assert.ok(letter);
      await topics.writer.append(LETTERS, [{ ...letter, keylessPartition: to }]);
    }
  });

  test('leaves a copy alone while the letter before it waits, and takes it when that is gone', async () => {
    const { keep, run, events, topics } = redriving();
    await keep({ offset: 1 }, { offset: 1 });

    const early = await run({ filter: { letter: { partition: 0, offset: 1 } } });
    assert.deepEqual([early.counts.duplicate, early.counts['put-back']], [1, 0]);
    topics.retain(LETTERS, 0, 1);
    await run();

    assert.equal(events().length, 1);
  });

  test('puts back only what is meant, and the rest later', async () => {
    const { keep, run, events } = redriving();
    await keep(
      { offset: 1, key: 'device-1', value: 'a' },
      { offset: 2, key: 'device-2', value: 'b', reason: 'RECORD_REJECTED' },
      { offset: 3, key: 'device-1', value: 'c', atMs: CREATED_AT_MS + 1000 },
    );

    await run({ filter: { device: 'device-2' } });
    await run({ filter: { fromMs: CREATED_AT_MS + 1000 } });
    await run({ filter: { reason: 'RECORD_REJECTED' } });
    await run({ filter: { origin: { partition: 0, offset: 4 } } });
    assert.deepEqual(events().map(textOf), ['b', 'c']);
    await run({ filter: { letter: { partition: 0, offset: 0 } } });

    assert.deepEqual(events().map(textOf), ['b', 'c', 'a']);
    assert.equal((await run()).counts['put-back'], 0);
  });

  test('stops at the limit, and goes on behind it', async () => {
    const { keep, run, events } = redriving();
    await keep(...[1, 2, 3].map((offset) => ({ offset, value: `${offset}` })));

    const first = await run({ limit: 2 });
    const second = await run({ limit: 2 });

    assert.deepEqual([first.stopped, second.stopped], ['limit', undefined]);
    assert.deepEqual(events().map(textOf), ['1', '2', '3']);
  });

  test('only counts in a dry run', async () => {
    const { keep, run, events, topics } = redriving();
    topics.obstruct((step) => assert.equal(step.startsWith('mark'), false));
    await keep({ offset: 1 }, { offset: 1 });

    const { counts } = await run({ dryRun: true });

    assert.equal(counts['put-back'], 1);
    assert.equal(counts.duplicate, 1);
    assert.equal(events().length, 0);
  });

  test('comes to an orderly end when interrupted', async () => {
    const { keep, run, events, topics } = redriving();
    const controller = new AbortController();
    await keep(...Array.from({ length: 250 }, (_, offset) => ({ offset })));
    topics.obstruct((step) => {
      if (step === 'appended') controller.abort();
    });

    const { stopped } = await run({}, controller.signal);

    assert.equal(stopped, 'interrupted');
    assert.ok(events().length < 250);
    topics.obstruct(() => undefined);
    await run();
    assert.equal(events().length, 250);
  });

  test('leaves an event that comes back again and again', async () => {
    const { keep, run, events, reported, failAgain } = redriving();
    await keep({ offset: 1 });
    for (let round = 0; round < 5; round += 1) {
      await run();
      await failAgain();
    }

    assert.deepEqual(
      events().map((event) => headerOf(event, 'redrive-count')),
      ['1', '2', '3'],
    );
    const origins = events().map((event) => headerOf(event, 'redrive-origin'));
    assert.equal(new Set(origins).size, 1);
    const [last] = events().slice(-1);
    const counts = last?.headers.filter(({ name }) => name === 'redrive-count');
    assert.equal(counts?.length, 1, 'headers of earlier times are replaced');
    assert.ok(reported.every(({ kind }) => kind === 'kept'));
    assert.equal((await run({ maxRedrives: 4 })).counts['put-back'], 1);
  });

  test('leaves what the consumer did not write', async () => {
    const { keep, run, topics, reported } = redriving();
    await topics.writer.append(LETTERS, [
      { key: null, value: null, headers: [], keylessPartition: 0 },
    ]);
    await keep({ offset: 1 });

    const { counts } = await run();

    assert.deepEqual([counts.foreign, counts['put-back']], [1, 1]);
    assert.deepEqual(
      reported.map(({ kind }) => kind),
      ['foreign'],
    );
  });

  test('finds what retention has left', async () => {
    const { keep, run, events, topics } = redriving();
    await keep({ offset: 1 }, { offset: 2 }, { offset: 3 });
    await run({ limit: 1 });
    topics.retain(LETTERS, 0, 2);

    await run();

    assert.equal(events().length, 2);
  });

  test('has nothing to do where there is no topic of dead letters', async () => {
    const { run, topics } = redriving();
    topics.create(LETTERS, 0);

    assert.equal((await run()).counts['put-back'], 0);
  });
});

describe('the time to live of a redriven event', () => {
  const expired = {
    headers: [
      ['creation-time', String(CREATED_AT_MS)],
      ['ttl', '1000'],
    ],
  } as const;

  test('is ignored by the consumer', async () => {
    const { keep, run, events } = redriving();
    await keep(expired);
    await run();

    assert.equal(kindOf(events()[0]), 'processed');
    assert.equal(attemptOf(received(expired)).kind, 'expired');
  });

  test('keeps the event among the dead letters when it counts', async () => {
    const { keep, run, events } = redriving();
    await keep(expired, { offset: 1 });

    const { counts } = await run({ honourTimeToLive: true });

    assert.deepEqual([counts.expired, counts['put-back']], [1, 1]);
    const [event] = events();
    assert.equal(event && headerOf(event, 'redrive-ttl'), undefined);
  });
});

describe('a redrive that ends at any point', () => {
  const LETTER_COUNT = 230;

  for (const broken of ['append', 'appended', 'mark', 'marked'] as const) {
    test(`goes on without a loss or a repetition after a crash at each ${broken}`, async () => {
      for (let at = 1; at <= 4; at += 1) {
        const { keep, run, events, topics } = redriving();
        const values = Array.from({ length: LETTER_COUNT }, (_, offset) => `${offset}`);
        await keep(...values.map((value, offset) => ({ offset, value })));
        crashAt(topics, broken, at);
        await run().catch(assertCrash);
        topics.obstruct(() => undefined);

        await run();

        assert.deepEqual(events().map(textOf), values, `${broken} ${at}`);
        assert.equal((await run()).counts['put-back'], 0);
      }
    });
  }

  test('keeps in doubt what a narrower run after the crash has not looked at', async () => {
    const { keep, run, events, topics } = redriving();
    await keep({ offset: 1, key: 'a' }, { offset: 2, key: 'b' });
    crashAt(topics, 'appended', 1);
    await run().catch(assertCrash);
    topics.obstruct(() => undefined);

    await run({ filter: { device: 'b' } });
    await run();

    assert.equal(events().length, 2);
  });

  test('finds what was put back before Kafka forgot the mark', async () => {
    const { keep, run, events, topics } = redriving();
    await keep({ offset: 1, atMs: NOW_MS - 8 * DAY_MS });
    await run();
    const forgetful = { read: async () => new Map(), write: async () => undefined };
    Object.assign(topics.marks, forgetful);

    assert.equal((await run({ dryRun: true })).counts.duplicate, 1);
    assert.equal(events().length, 1);
  });

  test('stops when somebody else redrives the same tenant', async () => {
    const { keep, run, topics } = redriving();
    await keep(...Array.from({ length: 150 }, (_, offset) => ({ offset })));
    let isFirst = true;
    topics.obstruct((step) => {
      if (step !== 'appended' || !isFirst) return;
      isFirst = false;
      void topics.marks.write('tidegate-redrive.acme', LETTERS, 0, { offset: 3, note: '1;;' });
    });

    await assert.rejects(run(), { code: 'MARK_NOT_KEPT', message: /another redrive/ });
  });
});

function kindOf(record: ReturnType<Redriving['events']>[number] | undefined): string {
  assert.ok(record);
  return attemptOf({ ...received(), ...record }).kind;
}

function attemptOf(record: ReturnType<typeof received>) {
  const { signal } = new AbortController();
  return attempt(record, () => undefined, { signal }, NOW_MS);
}

function crashAt(topics: MemoryTopics, broken: Step, at: number): void {
  let count = 0;
  topics.obstruct((step) => {
    if (step === broken && (count += 1) === at) throw new Error('crash');
  });
}

function assertCrash(failure: unknown): void {
  assert.ok(failure instanceof Error);
  assert.equal(failure.message, 'crash');
}
