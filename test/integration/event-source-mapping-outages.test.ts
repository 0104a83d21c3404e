import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newTopic, produce, start } from '../support/event-source-mapping.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';
import {
  createTopic,
  kafkaAdmin,
  kafkaClient,
  testBrokers,
  uniqueTopic,
} from '../support/kafka.ts';
import { type OwnKafka, ownKafkaBehindProxy } from '../support/own-kafka.ts';
import { suiteScope } from '../support/scope.ts';
import { sharedOutage } from '../support/shared-outage.ts';
import { until } from '../support/until.ts';

const file = suiteScope();
let kafka: OwnKafka;
let proxy: FaultProxy;
/** Behind the proxy. */
let proxied: readonly string[];
/** Past the proxy. */
let brokers: readonly string[];

before(async () => {
  ({ kafka, proxy, brokers: proxied } = await ownKafkaBehindProxy(file));
  ({ brokers } = kafka);
});

describe('an event source mapping whose broker is killed', { concurrency: true }, () => {
  const outageOf = sharedOutage(4, () => kafka);

  it('goes on by itself when the broker is back, from where it was', async (t) => {
    const outage = outageOf(t);
    const topic = await newTopic(t, { brokers });
    const mapping = start(t, topic, { brokers });
    await produce(t, topic, [{ value: 'before' }], brokers);
    await until(() => mapping.committed(0) === 1);

    await outage.begun();
    await until(() => mapping.saw('kafka-trouble'));
    await outage.over();
    await produce(t, topic, [{ value: 'after' }], brokers);
    await until(() => mapping.committed(0) === 2);

    assert.deepEqual(mapping.values(), ['before', 'after']);
    assert.ok(mapping.saw('kafka-recovered'));
  });

  it('commits after an outage what was settled while it lasted', async (t) => {
    const outage = outageOf(t);
    const topic = await newTopic(t, { brokers });
    await produce(t, topic, [{ value: 'a' }], brokers);
    const { promise: broken, resolve: isBroken } = Promise.withResolvers<void>();
    const mapping = start(t, topic, {
      brokers,
      invoke: async () => {
        await broken;
        return { kind: 'success', payload: null };
      },
    });
    await until(() => mapping.values().length === 1);

    await outage.begun();
    isBroken();
    await until(() => mapping.saw('invoked') && mapping.saw('kafka-trouble'));
    await outage.over();
    await until(() => mapping.committed(0) === 1);

    assert.deepEqual(mapping.values(), ['a']);
  });

  it('starts before its broker does', async (t) => {
    const outage = outageOf(t);
    const topic = await newTopic(t, { brokers });
    await produce(t, topic, [{ value: 'v' }], brokers);
    await outage.begun();
    const mapping = start(t, topic, { brokers });
    await until(() => mapping.saw('kafka-trouble'));

    await outage.over();
    await until(() => mapping.committed(0) === 1);

    assert.deepEqual(mapping.values(), ['v']);
  });

  it('stops while the broker is away', async (t) => {
    const outage = outageOf(t);
    const topic = await newTopic(t, { brokers });
    const mapping = start(t, topic, { brokers });
    await mapping.mapping.ready;
    await outage.begun();

    await mapping.mapping.stop();

    assert.equal(mapping.mapping.state().State, 'Disabled');
  });
});

describe('an event source mapping whose network fails', () => {
  it('goes on when packets were swallowed without a word', async (t) => {
    const topic = await newTopic(t, { brokers });
    const mapping = start(t, topic, { brokers: proxied });
    await mapping.mapping.ready;

    proxy.blackHole('pass');
    await produce(t, topic, [{ value: 'v' }], brokers);
    await until(() => mapping.committed(0) === 1);

    // The answer to a commit may have been swallowed too, and the record come again.
    assert.deepEqual(new Set(mapping.values()), new Set(['v']));
  });
});

describe('an event source mapping whose topic changes under it', () => {
  it('reads on from the starting position when the records it would read next are gone', async (t) => {
    const topic = await newTopic(t);
    const group = uniqueTopic('group');
    const admin = await kafkaAdmin(t);
    await produce(
      t,
      topic,
      ['a', 'b', 'c'].map((value) => ({ value })),
    );
    const settings = { ConsumerGroupId: group };
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] });
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });

    const mapping = start(t, topic, { settings });
    await until(() => mapping.committed(0) === 3);

    assert.deepEqual(mapping.values(), ['c']);
  });

  it('reads a topic that was deleted and made again from its beginning', async (t) => {
    const topic = await newTopic(t);
    const admin = await kafkaAdmin(t);
    const mapping = start(t, topic);
    await produce(
      t,
      topic,
      ['a', 'b'].map((value) => ({ value })),
    );
    await until(() => mapping.committed(0) === 2);

    await admin.deleteTopics({ topics: [topic] });
    await until(() => mapping.saw('waiting-for-topic'));
    await createTopic(t, topic, { numPartitions: 1 });
    await produce(
      t,
      topic,
      ['c', 'd', 'e'].map((value) => ({ value })),
    );
    await until(() => mapping.committed(0) === 3);

    assert.deepEqual(mapping.values(), ['a', 'b', 'c', 'd', 'e']);
  });

  it('steps over the marks that transactions leave, and over what they took back', async (t) => {
    const topic = await newTopic(t);
    const producer = kafkaClient(testBrokers()).producer({
      transactionalId: topic,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    t.after(() => producer.disconnect());
    await producer.connect();
    for (const value of ['kept', 'taken back', 'kept too']) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value }] });
      await (value === 'taken back' ? transaction.abort() : transaction.commit());
    }

    const mapping = start(t, topic);
    await until(() => mapping.committed(0) === 6);

    assert.deepEqual(mapping.values(), ['kept', 'kept too']);
  });
});
