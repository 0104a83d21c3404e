import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import {
  DEFAULT_LIMITS,
  type DeliveryLimits,
} from '../../../../lib/drivers/record-sink/delivery-limits.ts';
import type { OutgoingRecord } from '../../../../lib/drivers/record-sink/outgoing-record.ts';
import type {
  ProduceOutcome,
  ProducerSession,
} from '../../../../lib/drivers/record-sink/producer-session.ts';
import { recordSink } from '../../../../lib/drivers/record-sink/record-sink.ts';

type Request = {
  readonly session: number;
  readonly records: readonly OutgoingRecord[];
  readonly answer: (outcome: ProduceOutcome) => void;
};

/** A sink over brokers that answer when the test says so. */
function open(limits: Partial<DeliveryLimits> = {}) {
  const requests: Request[] = [];
  const discarded: number[] = [];
  const clock = { ms: 0 };
  let sessions = 0;
  const openSession = (): ProducerSession => {
    const session = (sessions += 1);
    return {
      connect: () => undefined,
      produce: (records) =>
        new Promise((answer) => {
          requests.push({ session, records, answer });
        }),
      discard: () => discarded.push(session),
    };
  };
  const sink = recordSink(openSession, { ...DEFAULT_LIMITS, ...limits }, () => clock.ms);
  return {
    sink,
    requests,
    discarded,
    clock,
    store: (topic: string, value = 'x', bytes = 100) =>
      sink.store({ topic, key: 'device', value: Buffer.from(value), headers: {} }, bytes),
    /** Waits for the request of a number, counted from 1. */
    request: async (number: number): Promise<Request> => {
      for (let turns = 0; turns < 1000; turns += 1) {
        const request = requests[number - 1];
        if (request) return request;
        await turn();
      }
      throw new Error(`request ${number} was not made`);
    },
  };
}

const STORED: ProduceOutcome = { kind: 'stored' };
const refuse = (...stored: OutgoingRecord[]): ProduceOutcome => ({
  kind: 'refused',
  stored: new Set(stored),
  cause: new Error('refused by the broker'),
});
const valuesOf = ({ records }: Request) => records.map(({ value }) => String(value));
const topicsOf = ({ records }: Request) => records.map(({ topic }) => topic);
const NOT_STORED = { code: 'EVENT_NOT_STORED' };

/** Lets both topics share requests. */
async function prove(opened: ReturnType<typeof open>, ...topics: string[]): Promise<void> {
  for (const topic of topics) {
    const stored = opened.store(topic, 'proof');
    (await opened.request(opened.requests.length + 1)).answer(STORED);
    await stored;
  }
}

describe('a sink of records', () => {
  test('what arrives while a request is under way leaves together, in order', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    await prove(opened, 'a', 'b');
    const first = opened.store('a', '1');
    const request = await opened.request(3);

    const later = [opened.store('a', '2'), opened.store('b', '3'), opened.store('a', '4')];
    request.answer(STORED);
    await first;
    const group = await opened.request(4);
    group.answer(STORED);
    await Promise.all(later);

    assert.deepEqual(valuesOf(group), ['2', '3', '4']);
    assert.equal(opened.requests.length, 4);
  });

  test('a topic’s first record goes alone', async (t) => {
    const opened = open();
    t.after(opened.sink.close);

    const both = [opened.store('a'), opened.store('b')];
    for (const number of [1, 2]) (await opened.request(number)).answer(STORED);
    await Promise.all(both);

    assert.deepEqual(opened.requests.map(topicsOf), [['a'], ['b']]);
  });

  test('a new topic that keeps the broker waiting keeps no other topic waiting', async (t) => {
    const opened = open({ newTopicPatienceMs: 0 });
    t.after(opened.sink.close);
    const slow = opened.store('missing');
    const request = await opened.request(1);

    const other = opened.store('a');
    const next = await opened.request(2);
    next.answer(STORED);
    await other;
    request.answer(refuse());

    await assert.rejects(slow, NOT_STORED);
    assert.deepEqual(topicsOf(next), ['a']);
    assert.notEqual(next.session, request.session);
    assert.deepEqual(opened.discarded, [request.session]);
  });

  test('a new topic that took its time is stored all the same, once', async (t) => {
    const opened = open({ newTopicPatienceMs: 0 });
    t.after(opened.sink.close);
    const slow = opened.store('slow', '1');
    const request = await opened.request(1);
    const other = opened.store('a');
    (await opened.request(2)).answer(STORED);
    await other;

    request.answer(STORED);
    await slow;
    const later = opened.store('slow', '2');
    const next = await opened.request(3);
    next.answer(STORED);
    await later;

    assert.deepEqual(valuesOf(next), ['2']);
    assert.deepEqual(opened.discarded.slice(0, 1), [request.session]);
  });

  test('a new topic that nobody waits behind keeps its producer', async (t) => {
    const opened = open({ newTopicPatienceMs: 0 });
    t.after(opened.sink.close);
    const first = opened.store('a');
    const request = await opened.request(1);
    for (let turns = 0; turns < 20; turns += 1) await turn();

    request.answer(STORED);
    await first;
    const second = opened.store('a');
    const next = await opened.request(2);
    next.answer(STORED);
    await second;

    assert.equal(next.session, request.session);
  });

  test('after a refusal nothing is sent over the same producer', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    const refused = opened.store('a');
    (await opened.request(1)).answer(refuse());
    await assert.rejects(refused, NOT_STORED);

    const stored = opened.store('b');
    const next = await opened.request(2);
    next.answer(STORED);
    await stored;

    assert.deepEqual(opened.discarded, [1]);
    assert.notEqual(next.session, 1);
  });

  test('a refused record is never sent again', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    const refused = opened.store('a', 'refused');
    (await opened.request(1)).answer(refuse());
    await assert.rejects(refused, NOT_STORED);

    const stored = opened.store('a', 'later');
    (await opened.request(2)).answer(STORED);
    await stored;

    assert.deepEqual(opened.requests.map(valuesOf), [['refused'], ['later']]);
  });

  test('those of a refused group that the broker holds are confirmed', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    await prove(opened, 'a', 'b');

    const [refused, stored] = [opened.store('a'), opened.store('b')];
    const group = await opened.request(3);
    group.answer(refuse(...group.records.filter(({ topic }) => topic === 'b')));

    await assert.rejects(refused, NOT_STORED);
    await stored;
  });

  test('a topic in trouble goes another way until a record of it is stored again', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    await prove(opened, 'good');
    const refused = opened.store('bad');
    (await opened.request(2)).answer(refuse());
    await assert.rejects(refused, NOT_STORED);

    const waiting = opened.store('bad', 'stuck');
    const stuck = await opened.request(3);
    const meanwhile = opened.store('good', 'meanwhile');
    const other = await opened.request(4);
    other.answer(STORED);
    await meanwhile;
    stuck.answer(STORED);
    await waiting;
    const after = opened.store('bad', 'after');
    const back = await opened.request(5);
    back.answer(STORED);
    await after;

    assert.notEqual(stuck.session, other.session);
    assert.equal(back.session, other.session);
  });

  test('brokers out of reach make no topic a suspect', async (t) => {
    const opened = open();
    t.after(opened.sink.close);
    const refused = opened.store('a');
    (await opened.request(1)).answer({ kind: 'unreachable', cause: new Error('ECONNREFUSED') });
    await assert.rejects(refused, NOT_STORED);

    const both = [opened.store('a'), opened.store('b')];
    (await opened.request(2)).answer(STORED);
    (await opened.request(3)).answer(STORED);
    await Promise.all(both);

    assert.equal(opened.requests[1]?.session, opened.requests[2]?.session);
  });

  test('gives a silent broker up in time, and says so', async (t) => {
    const opened = open({ produceTimeoutMs: 20, deliveryTimeoutMs: 50 });
    t.after(opened.sink.close);

    await assert.rejects(opened.store('a'), NOT_STORED);

    assert.deepEqual(opened.discarded, [1]);
  });

  test('settles within the delivery time-out even while others are in the way', async (t) => {
    const opened = open({ produceTimeoutMs: 40, deliveryTimeoutMs: 60 });
    t.after(opened.sink.close);
    await prove(opened, 'a');
    const first = opened.store('a', 'first');
    await opened.request(2);

    const second = opened.store('a', 'second');

    await assert.rejects(first, NOT_STORED);
    opened.clock.ms = 21;
    await assert.rejects(second, NOT_STORED);
  });

  test('refuses each record when its own time is over', async (t) => {
    const opened = open({ produceTimeoutMs: 40, deliveryTimeoutMs: 41 });
    t.after(opened.sink.close);
    const first = opened.store('a', 'first');
    const second = pause(20).then(() => opened.store('a', 'second'));

    await assert.rejects(first, NOT_STORED);

    await assert.rejects(second, ({ cause }: Error) => /not settled within/.test(String(cause)));
  });

  test('a producer that was not used for long is replaced before it is used', async (t) => {
    const opened = open({ idleLimitMs: 60_000 });
    t.after(opened.sink.close);
    await prove(opened, 'a');

    opened.clock.ms = 60_001;
    const stored = opened.store('a');
    const request = await opened.request(2);
    request.answer(STORED);
    await stored;

    assert.deepEqual(opened.discarded, [1]);
    assert.equal(request.session, 2);
  });

  test('a group stays within its bounds, and nothing overtakes', async (t) => {
    const opened = open({ maxGroupRecords: 3, maxGroupBytes: 250 });
    t.after(opened.sink.close);
    await prove(opened, 'a');
    const first = opened.store('a', '0');
    const request = await opened.request(2);
    const sizes = [100, 200, 10, 10, 10, 10];
    const later = sizes.map((bytes, index) => opened.store('a', String(index + 1), bytes));

    request.answer(STORED);
    for (const number of [3, 4, 5]) (await opened.request(number)).answer(STORED);
    await Promise.all([first, ...later]);

    assert.deepEqual(opened.requests.slice(2).map(valuesOf), [['1'], ['2', '3', '4'], ['5', '6']]);
  });

  test('refuses at once what does not fit into its memory', async (t) => {
    const opened = open({ maxWaitingRecords: 2, maxWaitingBytes: 1000 });
    t.after(opened.sink.close);
    const waiting = [opened.store('a', '1', 500), opened.store('a', '2', 400)];

    await assert.rejects(opened.store('a', '3', 1), NOT_STORED);
    (await opened.request(1)).answer(STORED);
    await Promise.all(waiting);
    await assert.rejects(opened.store('a', '4', 1001), NOT_STORED);
  });

  test('closing refuses those that wait and ends the producers', async () => {
    const opened = open();
    const waiting = opened.store('a');
    await opened.request(1);

    await opened.sink.close();

    await assert.rejects(waiting, NOT_STORED);
    assert.deepEqual(opened.discarded, [1]);
  });

  test('what waited when the sink was closed is never sent', async () => {
    const opened = open();
    await prove(opened, 'a');
    const stores = [opened.store('a', 'under way')];
    const request = await opened.request(2);
    stores.push(opened.store('a', 'waiting'));

    await opened.sink.close();
    request.answer(refuse());

    await Promise.allSettled(stores);
    await assert.rejects(opened.request(3), /was not made/);
  });
});
