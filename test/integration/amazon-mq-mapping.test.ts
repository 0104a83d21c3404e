import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { amqpEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { readEncoded } from '../../lib/drivers/amqp/read-encoded.ts';
import { parseActiveMqEvent } from '../../lib/drivers/event-source/parse-active-mq-event.ts';
import { type ActiveMqEvent, startQueueMapping } from '../../local/amazon-mq/queue-mapping.ts';
import type { Outcome } from '../../local/lambda/outcome.ts';
import { recordedMessages } from '../support/active-mq.ts';
import { takeMessages, testAmqp } from '../support/amqp.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/until.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';

const DONE: Outcome = { kind: 'returned', payload: {} };
const FAILED: Outcome = {
  kind: 'failed',
  payload: { errorType: 'Error', errorMessage: 'no', trace: [] },
};

void describe('the stand-in for an event source mapping of Amazon MQ', () => {
  void test('hands messages over in the form that the recordings have', async (t) => {
    const { send, start, events } = queueOf(t);
    await send('{"temp":5}');

    start(() => DONE);
    await until(() => events.length > 0);

    const [message] = events[0]?.messages ?? [];
    const [recorded = {}] = recordedMessages('encoded.json');
    assert.ok(message);
    assert.deepEqual(typesOf(message), typesOf(recorded));
    const {
      'JMS_AMQP_MA_x-opt-trace-context': _trace,
      JMSXGroupSeq: _seq,
      ...properties
    } = recorded['properties'] as Readonly<Record<string, string>>;
    assert.deepEqual(
      Object.keys(message.properties).toSorted(),
      Object.keys(properties).toSorted(),
    );
    const [batch] = parseActiveMqEvent(events[0], readEncoded);
    assert.equal(String(batch?.records[0]?.value), '{"temp":5}');
  });

  void test('takes what the function has taken off the queue, in order, no more at a time than a batch', async (t) => {
    const { send, start, texts } = queueOf(t);
    const sent = Array.from({ length: 25 }, (_, index) => String(index));
    for (const text of sent) await send(text);

    const mapping = start(() => DONE, 10);
    await until(() => texts().flat().length >= sent.length);
    await mapping.stop();
    await send('last');
    start(() => DONE, 10);
    await until(() => texts().flat().length > sent.length);

    assert.deepEqual(texts().flat(), [...sent, 'last']);
    assert.ok(texts().every(({ length }) => length <= 10));
  });

  void test('hands the whole batch over again when the function fails, and says so', async (t) => {
    const { send, start, texts, events } = queueOf(t);
    for (const text of ['one', 'two']) await send(text);
    let failures = 2;

    start(() => ((failures -= 1) < 0 ? DONE : FAILED));
    await until(() => failures < 0);

    const again = texts().slice(-3);
    assert.deepEqual(again[0], again[2]);
    assert.deepEqual(
      events.slice(-3).map(({ messages }) => messages.map(({ redelivered }) => redelivered)),
      [again[0]?.map(() => false), again[0]?.map(() => true), again[0]?.map(() => true)],
    );
  });

  void test('moves a batch to the dead-letter queue after six redeliveries, and goes on', async (t) => {
    const { tenant, send, start, texts } = queueOf(t);
    await send('poison');
    const isPoison = () => texts().at(-1)?.includes('poison') === true;

    start(() => (isPoison() ? FAILED : DONE));
    await until(() => texts().length === 7);
    await send('next');
    await until(() => texts().length > 7);

    assert.deepEqual(texts().at(-1), ['next']);
    const letters = await takeMessages(t, 'ActiveMQ.DLQ', 1);
    assert.equal(letters[0]?.to, `event/${tenant}`);
  });

  void test('goes on after the network was away, with what was not settled', async (t) => {
    const proxy = await startFaultProxy(t, testAmqp().port);
    const { send, start, texts } = queueOf(t, proxy.port);
    await send('one');
    const handing = Promise.withResolvers<void>();
    start(async () => {
      if (texts().length > 1) return DONE;
      await handing.promise;
      return DONE;
    });
    await until(() => texts().length === 1);

    proxy.reset();
    handing.resolve();

    await until(() => texts().length > 1);
    assert.deepEqual(texts().flat(), ['one', 'one']);
  });
});

function typesOf(value: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeof each]));
}

/** A queue that nobody else reads. */
function queueOf(t: TestContext, port = testAmqp().port) {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  const sink = amqpEventSink(testAmqp(), PATIENT_FORWARDING);
  t.after(sink.close);
  const events: ActiveMqEvent[] = [];
  return {
    tenant,
    events,
    send: (text: string) => sink.append(eventRecord({ tenant, payload: data(text) })),
    texts: () =>
      events.map((event) =>
        parseActiveMqEvent(event, readEncoded).flatMap(({ records }) =>
          records.map(({ value }) => String(value)),
        ),
      ),
    start: (answer: () => Outcome | Promise<Outcome>, batchSize = 100) => {
      const mapping = startQueueMapping({
        url: `amqp://127.0.0.1:${port}`,
        queue: `event/${tenant}`,
        brokerArn: 'arn:aws:mq:eu-west-1:000000000000:broker:test:b-0',
        batchSize,
        invoke: async (event) => {
          events.push(event);
          return answer();
        },
        observe: () => undefined,
        redeliveryDelayMs: 10,
      });
      t.after(mapping.stop);
      return mapping;
    },
  };
}
