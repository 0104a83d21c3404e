import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import rhea, { type EventContext } from 'rhea';
import { startQueueMapping } from '../../local/amazon-mq/queue-mapping.ts';
import type { Outcome } from '../../local/lambda/outcome.ts';
import { closeConnection } from '../../lib/drivers/amqp/close-connection.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/until.ts';

const DONE: Outcome = { kind: 'returned', payload: {} };
const FAILED: Outcome = {
  kind: 'failed',
  payload: { errorType: 'Error', errorMessage: 'no', trace: [] },
};
const REFUSAL = { condition: 'amqp:internal-error', description: 'not now' };

void describe('the stand-in for an event source mapping of Amazon MQ, when its network', () => {
  void test('refuses the link, attaches again', async (t) => {
    const network = await networkOf(t, {
      onConsumer: ({ sender }, nth) => nth === 1 && sender?.close(REFUSAL),
    });

    const taken = mapping(t, network.port);

    await until(() => taken.length > 0);
    assert.equal(network.consumers(), 2);
  });

  void test('detaches the link without a word, attaches again', async (t) => {
    const network = await networkOf(t, {
      onConsumer: ({ sender }, nth) => nth === 1 && sender?.close(),
    });

    const taken = mapping(t, network.port);

    await until(() => taken.length > 0);
    assert.equal(network.consumers(), 2);
  });

  void test('ends the session, attaches again', async (t) => {
    const network = await networkOf(t, {
      onConsumer: ({ session }, nth) => nth === 1 && session?.close(REFUSAL),
    });

    const taken = mapping(t, network.port);

    await until(() => taken.length > 0);
    assert.equal(network.consumers(), 2);
  });

  void test('answers nothing, connects again', async (t) => {
    const network = await networkOf(t);
    const proxy = await startFaultProxy(t, network.port);
    proxy.blackHole('swallow');

    const taken = mapping(t, proxy.port, { attachTimeoutMs: 100 });
    await until(() => proxy.connections() > 0);
    await proxy.pass();

    await until(() => taken.length > 0);
  });

  for (const what of ['refuses', 'closes', 'rejects', 'releases'] as const) {
    void test(`${what} a dead letter, takes the message up again`, async (t) => {
      const network = await networkOf(t, {
        onDeadLetters: ({ receiver }, nth) => {
          if (nth > 1) return;
          if (what === 'refuses') receiver?.close(REFUSAL);
          if (what === 'closes') receiver?.close();
        },
        onDeadLetter: ({ delivery }, nth) => {
          if (nth > 1) return delivery?.accept();
          return what === 'rejects' ? delivery?.reject(REFUSAL) : delivery?.release();
        },
      });

      const taken = mapping(t, network.port, { answer: FAILED });

      await until(() => taken.length > 7);
      assert.equal(network.consumers(), 2);
    });
  }
});

type Act = (context: EventContext, nth: number) => unknown;
type Script = Readonly<Partial<Record<'onConsumer' | 'onDeadLetters' | 'onDeadLetter', Act>>>;

/** A network with one message for each consumer; it does what its script says with the first, the second, … */
async function networkOf(t: TestContext, script: Script = {}) {
  const counts = { onConsumer: 0, onDeadLetters: 0, onDeadLetter: 0 };
  const container = rhea.create_container();
  const play = (part: keyof Script) => (context: EventContext) => {
    counts[part] += 1;
    script[part]?.(context, counts[part]);
  };
  container.on('sender_open', play('onConsumer'));
  container.on('receiver_open', play('onDeadLetters'));
  container.on('message', play('onDeadLetter'));
  container.on('sendable', ({ sender }: EventContext) => {
    sender?.send({ body: 'one', to: 'event/acme' });
  });
  container.on('disconnected', () => {
    // The mapping has gone.
  });
  container.on('connection_open', ({ connection }: EventContext) => {
    t.after(() => closeConnection(connection));
  });
  const server = container.listen({
    host: '127.0.0.1',
    port: 0,
    receiver_options: { autoaccept: false },
  });
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { port, consumers: () => counts.onConsumer };
}

/** @returns how many messages each invocation got. */
function mapping(
  t: TestContext,
  port: number,
  { answer = DONE, ...options }: { answer?: Outcome; attachTimeoutMs?: number } = {},
): readonly number[] {
  const taken: number[] = [];
  const { stop } = startQueueMapping({
    url: `amqp://127.0.0.1:${port}`,
    queue: 'event/acme',
    brokerArn: 'arn:aws:mq:eu-west-1:000000000000:broker:test:b-0',
    batchSize: 1,
    invoke: async ({ messages }) => {
      taken.push(messages.length);
      return answer;
    },
    observe: () => undefined,
    redeliveryDelayMs: 1,
    ...options,
  });
  t.after(stop);
  return taken;
}
