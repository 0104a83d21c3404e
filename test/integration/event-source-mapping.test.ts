import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  failing,
  newTopic,
  openSockets,
  produce,
  recordsOf,
  settled,
  start,
  valueOf,
} from '../support/event-source-mapping.ts';
import { createMappings } from '../../event-source-mapping/index.ts';
import { createTopic, kafkaAdmin, testBrokers, uniqueTopic } from '../support/kafka.ts';
import { until } from '../support/until.ts';

describe('an event source mapping on a real broker', () => {
  it('hands out the records of a partition in order, and commits them', async (t) => {
    const topic = await newTopic(t);
    const mapping = start(t, topic);
    const values = Array.from({ length: 250 }, (_, index) => `value-${index}`);

    await produce(
      t,
      topic,
      values.map((value) => ({ value })),
    );
    await until(() => mapping.values().length === 250);
    await until(() => mapping.committed(0) === 250);

    assert.deepEqual(mapping.values(), values);
    assert.ok(mapping.events.every((event) => recordsOf(event).length <= 100));
  });

  it('writes the event as Lambda does: base64, signed header bytes, null values left out', async (t) => {
    const topic = await newTopic(t);
    const mapping = start(t, topic);

    await produce(t, topic, [
      {
        key: 'ключ',
        value: 'ë',
        timestamp: '1700000000000',
        headers: { device_id: 'dë', twice: ['1', '2'] },
      },
      { key: null, value: null },
    ]);
    await until(() => mapping.records().length === 2);

    const [event] = mapping.events;
    const [full, bare] = mapping.records();
    assert.equal(event?.eventSource, 'SelfManagedKafka');
    assert.equal(event?.bootstrapServers, testBrokers().join(','));
    assert.deepEqual(Object.keys(event?.records ?? {}), [`${topic}-0`]);
    assert.deepEqual(full, {
      topic,
      partition: 0,
      offset: 0,
      timestamp: 1_700_000_000_000,
      timestampType: 'CREATE_TIME',
      key: Buffer.from('ключ').toString('base64'),
      value: 'w6s=',
      headers: [{ device_id: [100, -61, -85] }, { twice: [49] }, { twice: [50] }],
    });
    assert.deepEqual([bare?.key, bare?.value, bare?.headers], [undefined, undefined, []]);
  });

  it('says when the broker and not the producer gave the timestamp', async (t) => {
    const topic = await newTopic(t, {
      configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
    });
    const mapping = start(t, topic);

    await produce(t, topic, [{ value: 'v', timestamp: '1700000000000' }]);
    await until(() => mapping.records().length === 1);

    const [record] = mapping.records();
    assert.equal(record?.timestampType, 'LOG_APPEND_TIME');
    assert.notEqual(record?.timestamp, 1_700_000_000_000);
  });

  it('puts several partitions into one event', async (t) => {
    const topic = await newTopic(t, { numPartitions: 3 });
    await produce(
      t,
      topic,
      [0, 1, 2].map((partition) => ({ partition, value: `p${partition}` })),
    );

    const mapping = start(t, topic, { settings: { MaximumBatchingWindowInSeconds: 1 } });
    await until(() => mapping.records().length === 3);

    assert.deepEqual(Object.keys(mapping.events[0]?.records ?? {}).sort(), [
      `${topic}-0`,
      `${topic}-1`,
      `${topic}-2`,
    ]);
  });

  it('brings back exactly the records that are listed, before anything new', async (t) => {
    const topic = await newTopic(t);
    await produce(
      t,
      topic,
      ['a', 'b', 'c', 'd'].map((value) => ({ value })),
    );
    const mapping = start(t, topic, {
      settings: { BatchSize: 3 },
      invoke: (event, invocation) => (invocation === 0 ? failing(event, [1]) : settled),
    });

    await until(() => mapping.committed(0) === 4);

    assert.deepEqual(mapping.batches(), [['a', 'b', 'c'], ['b'], ['d']]);
  });

  it('brings back everything from the lowest that is listed, when it rewinds', async (t) => {
    const topic = await newTopic(t);
    await produce(
      t,
      topic,
      ['a', 'b', 'c'].map((value) => ({ value })),
    );
    const mapping = start(t, topic, {
      behaviour: { redelivery: 'rewind' },
      invoke: (event, invocation) => (invocation === 0 ? failing(event, [1]) : settled),
    });

    await until(() => mapping.committed(0) === 3);

    assert.deepEqual(mapping.batches(), [
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  it('brings the whole batch back after a function error, a throttle and a rejection', async (t) => {
    const topic = await newTopic(t);
    await produce(t, topic, [{ value: 'a' }, { value: 'b' }]);
    const outcomes = [
      () => ({ kind: 'function-error', payload: { errorType: 'Error' } }) as const,
      () => ({ kind: 'throttled' }) as const,
      () => {
        throw new Error('unreachable');
      },
      () => settled,
    ];
    const mapping = start(t, topic, {
      invoke: (_, invocation) => outcomes[invocation]?.() ?? settled,
    });

    await until(() => mapping.committed(0) === 2);

    assert.deepEqual(mapping.batches(), [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('commits only what is settled, so that a restart goes on from there', async (t) => {
    const topic = await newTopic(t);
    const group = uniqueTopic('group');
    await produce(
      t,
      topic,
      ['a', 'b', 'c'].map((value) => ({ value })),
    );
    const first = start(t, topic, {
      settings: { ConsumerGroupId: group },
      invoke: (event) => failing(event, [1]),
    });
    await until(() => first.batches().length >= 2);
    await first.mapping.stop();

    const second = start(t, topic, { settings: { ConsumerGroupId: group } });
    await until(() => second.committed(0) === 3);

    assert.equal(first.committed(0), 1);
    assert.deepEqual(second.values(), ['b', 'c']);
  });

  it('reads a topic that comes to exist only after the mapping', async (t) => {
    const topic = uniqueTopic();
    const mapping = start(t, topic);
    await until(() => mapping.saw('waiting-for-topic'));

    await createTopic(t, topic, { numPartitions: 1 });
    await produce(t, topic, [{ value: 'first' }]);
    await until(() => mapping.committed(0) === 1);

    assert.deepEqual(mapping.values(), ['first']);
  });

  it('begins at the end of the topic with LATEST', async (t) => {
    const topic = await newTopic(t);
    await produce(t, topic, [{ value: 'old' }]);
    const mapping = start(t, topic, { settings: { StartingPosition: 'LATEST' } });
    await mapping.mapping.ready;

    await produce(t, topic, [{ value: 'new' }]);
    await until(() => mapping.values().length > 0);

    assert.deepEqual(mapping.values(), ['new']);
  });

  it('begins at the first record of a point in time with AT_TIMESTAMP', async (t) => {
    const topic = await newTopic(t);
    const [before, from] = [Date.now() - 20_000, Math.trunc(Date.now() / 1000) - 10];
    await produce(t, topic, [
      { value: 'before', timestamp: String(before) },
      { value: 'since', timestamp: String(from * 1000) },
    ]);

    const mapping = start(t, topic, {
      settings: { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: from },
    });
    await until(() => mapping.values().length > 0);

    assert.deepEqual(mapping.values(), ['since']);
  });

  it('notices new partitions', { timeout: 60_000 }, async (t) => {
    const topic = await newTopic(t);
    const mapping = start(t, topic);
    await mapping.mapping.ready;
    const admin = await kafkaAdmin(t);

    await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    await until(() => mapping.mapping.state().partitions.length === 2);
    await produce(t, topic, [{ partition: 1, value: 'new' }]);
    await until(() => mapping.values().length === 1);

    assert.deepEqual(mapping.records()[0]?.partition, 1);
  });

  it('shares the partitions with another member of its group, and loses nothing when that one stops', async (t) => {
    const topic = await newTopic(t, { numPartitions: 4 });
    const settings = { ConsumerGroupId: uniqueTopic('group') };
    const one = start(t, topic, { settings });
    await one.mapping.ready;
    const other = start(t, topic, { settings });
    const counts = () => [one, other].map(({ mapping }) => mapping.state().partitions.length);
    await until(() => counts().every((count) => count === 2));

    await produce(
      t,
      topic,
      [0, 1, 2, 3].map((partition) => ({ partition, value: `shared-${partition}` })),
    );
    await until(() => one.values().length + other.values().length === 4);
    await other.mapping.stop();
    await until(() => counts()[0] === 4);
    await produce(
      t,
      topic,
      [0, 1, 2, 3].map((partition) => ({ partition, value: `alone-${partition}` })),
    );
    await until(() => one.values().filter((value) => value.startsWith('alone')).length === 4);

    assert.equal(new Set([...one.values(), ...other.values()]).size, 8);
  });

  it('leaves the group and closes every socket when it stops', async (t) => {
    const topic = await newTopic(t);
    const group = uniqueTopic('group');
    const socketsBefore = openSockets();
    const mapping = start(t, topic, { settings: { ConsumerGroupId: group } });
    await mapping.mapping.ready;
    const admin = await kafkaAdmin(t);
    const socketsOfAdmin = 1;

    await mapping.mapping.stop();

    const { groups } = await admin.describeGroups([group]);
    assert.deepEqual(groups[0]?.members, []);
    assert.ok(openSockets() <= socketsBefore + socketsOfAdmin);
    assert.equal(mapping.mapping.state().State, 'Disabled');
  });

  it('stops while it still waits for its topic', async (t) => {
    const mapping = start(t, uniqueTopic());
    await until(() => mapping.saw('waiting-for-topic'));

    await mapping.mapping.stop();

    assert.equal(mapping.mapping.state().State, 'Disabled');
  });

  it('counts what it reads, hands out and commits, and how far behind it is', async (t) => {
    const topic = await newTopic(t);
    await produce(
      t,
      topic,
      ['a', 'b', 'c'].map((value) => ({ value })),
    );
    const { promise: held, resolve: release } = Promise.withResolvers<typeof settled>();
    const mapping = start(t, topic, {
      settings: { MetricsConfig: { Metrics: ['EventCount', 'KafkaMetrics'] } },
      invoke: () => held,
    });
    await until(() => mapping.records().length === 3 && mapping.committed(0) === 0);
    const { SumOffsetLag: lagBefore } = mapping.mapping.metrics();

    release(settled);
    await until(() => mapping.committed(0) === 3);

    const { PolledEventCount, InvokedEventCount, CommittedEventCount, MaxOffsetLag } =
      mapping.mapping.metrics();
    assert.deepEqual(
      [lagBefore, PolledEventCount, InvokedEventCount, CommittedEventCount, MaxOffsetLag],
      [3, 3, 3, 3, 0],
    );
  });
});

describe('event source mappings that are changed while they run', () => {
  it('lose nothing when updated, disabled and enabled', async (t) => {
    const topic = await newTopic(t);
    const values: string[] = [];
    const mappings = createMappings(
      { brokers: testBrokers() },
      {
        async invoke(name, event) {
          values.push(...recordsOf(event).map((record) => `${name} ${valueOf(record)}`));
          return settled;
        },
      },
    );
    t.after(mappings.stop);
    const { UUID } = mappings.create({
      Topics: [topic],
      StartingPosition: 'TRIM_HORIZON',
      FunctionName: 'one',
      MaximumBatchingWindowInSeconds: 0,
    });
    await mappings.settled(UUID);

    const changes = [{ FunctionName: 'two' }, { Enabled: false }, { Enabled: true }];
    await produce(t, topic, [{ value: 'before' }]);
    for (const change of changes) {
      await until(() => values.length > 0);
      mappings.update(UUID, change);
      await mappings.settled(UUID);
      await produce(t, topic, [{ value: JSON.stringify(change) }]);
    }
    await until(() => values.length === 4);

    assert.deepEqual(values, [
      'one before',
      ...changes.map((change) => `two ${JSON.stringify(change)}`),
    ]);
  });
});
