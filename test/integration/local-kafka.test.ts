import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { before, describe, type TestContext, test } from 'node:test';
import { JvmStartError } from '../../local/jvm/jvm.ts';
import { type KafkaOptions, startKafka } from '../../local/kafka/start-kafka.ts';
import { StartFailure } from '../../local/start-failure.ts';
import { createTopic, kafkaClient, readAll, testBrokers, uniqueTopic } from '../support/kafka.ts';
import { answersOn } from '../support/network.ts';
import { type OwnKafka, ownKafka } from '../support/own-kafka.ts';
import { suiteScope } from '../support/scope.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

void describe('the broker of the test run', () => {
  void test('stores records and gives them back', async (t) => {
    const topic = uniqueTopic();
    await createTopic(t, topic, { numPartitions: 2 });

    await produce(topic, [
      { key: 'a', value: null, partition: 1, headers: { qos: ['1', '2'] } },
      { key: null, value: Buffer.from([0, 255]), partition: 1 },
    ]);

    const records = await readAll(topic);
    assert.deepEqual(
      records.map(({ partition, offset, key, value }) => ({ partition, offset, key, value })),
      [
        { partition: 1, offset: 0, key: Buffer.from('a'), value: null },
        { partition: 1, offset: 1, key: null, value: Buffer.from([0, 255]) },
      ],
    );
    assert.deepEqual(records[0]?.headers, [
      ['qos', Buffer.from('1')],
      ['qos', Buffer.from('2')],
    ]);
  });
});

void describe('a broker', () => {
  const suite = suiteScope();
  const dataDir = temporaryFolder();
  let kafka: OwnKafka;
  before(async () => {
    kafka = await ownKafka(suite, { dataDir });
  });

  for (const ending of ['stop', 'kill'] as const) {
    void test(`keeps its records over a ${ending}`, async () => {
      const topic = uniqueTopic();
      await produce(topic, [{ value: 'before' }], kafka.brokers);

      await kafka[ending]();
      await kafka.start();
      await produce(topic, [{ value: 'after' }], kafka.brokers);

      const values = (await readAll(topic, kafka.brokers)).map(({ value }) => String(value));
      assert.deepEqual(values.sort(), ['after', 'before']);
    });
  }

  void test('runs beside another one, which has other records', async () => {
    const topic = uniqueTopic();

    await produce(topic, [{ value: 'one' }], kafka.brokers);

    assert.equal((await readAll(topic, kafka.brokers)).length, 1);
    assert.deepEqual(await readAll(topic, testBrokers()), []);
  });

  void test('listens on the loopback address only', async () => {
    assert.equal(await answersOn('127.0.0.1', kafka.port), true);
    assert.equal(await answersOn('127.0.0.2', kafka.port), false);
  });

  void test('creates no topic on demand when told so', async (t) => {
    const { brokers } = await ownKafka(t, { autoCreateTopics: false });

    await assert.rejects(produce(uniqueTopic(), [{ value: 'lost' }], brokers));
  });

  void test('does not start on a port in use, and names the variable to change', async (t) => {
    const port = await occupiedPort(t);

    await assert.rejects(start({ port }), sentence(`Port ${port} is in use: set KAFKA_PORT`));
  });

  void test('does not start on the data of another one', async () => {
    await assert.rejects(start({ dataDir }), sentence('Another process uses the data'));
    await produce(uniqueTopic(), [{ value: 'unharmed' }], kafka.brokers);
  });

  void test('that cannot start tells the end of its log', async () => {
    const starting = start({ properties: { 'log.retention.hours': 'many' } });

    await assert.rejects(
      starting,
      (failure) => failure instanceof JvmStartError && /log\.retention\.hours/.test(failure.tail),
    );
  });
});

type Messages = Parameters<
  ReturnType<ReturnType<typeof kafkaClient>['producer']>['send']
>[0]['messages'];

async function produce(topic: string, messages: Messages, brokers?: readonly string[]) {
  const producer = kafkaClient(brokers).producer({ retry: { retries: 3 } });
  try {
    await producer.connect();
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}

function report(): void {
  // Nothing to say: the test run has prepared everything.
}

function start(options: Partial<KafkaOptions>) {
  return startKafka({ dataDir: temporaryFolder(), autoCreateTopics: true, report, ...options });
}

async function occupiedPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

function sentence(beginning: string): (failure: unknown) => boolean {
  return (failure) => failure instanceof StartFailure && failure.message.startsWith(beginning);
}
