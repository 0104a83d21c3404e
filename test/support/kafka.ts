import { randomUUID } from 'node:crypto';
import { type Admin, type ITopicConfig, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { testSetting } from './environment.ts';
import type { Scope } from './scope.ts';
import { until } from './until.ts';

/** The bootstrap list of this test run's broker. */
export function testBrokers(): string[] {
  return testSetting('TEST_KAFKA_BROKERS').split(',');
}

/** A topic name that no other test uses. */
export function uniqueTopic(name = 'topic'): string {
  return `${name}-${randomUUID()}`;
}

/** A kafkajs client; what is made from it must be closed by whoever makes it. */
export function kafkaClient(brokers: readonly string[] = testBrokers()): Kafka {
  return new Kafka({ clientId: 'test', brokers: [...brokers], logLevel: logLevel.NOTHING });
}

/** An admin client, closed when the scope ends. */
export async function kafkaAdmin(
  t: Scope,
  brokers: readonly string[] = testBrokers(),
): Promise<Admin> {
  const admin = kafkaClient(brokers).admin();
  t.after(() => admin.disconnect());
  await admin.connect();
  return admin;
}

/**
 * Makes a topic and waits until each partition answers: kafkajs's own waiting gives up when the topic is not known to every
 * part of the broker at once, and it sends records twice when one of several partitions does not answer yet.
 */
export async function createTopic(
  t: Scope,
  topic: string,
  {
    brokers = testBrokers(),
    ...config
  }: Omit<ITopicConfig, 'topic'> & { brokers?: readonly string[] } = {},
): Promise<void> {
  const admin = await kafkaAdmin(t, brokers);
  await admin.createTopics({ topics: [{ topic, ...config }], waitForLeaders: false });
  const { numPartitions = 1 } = config;
  await until(async () => (await answeringPartitions(admin, topic)) >= numPartitions);
}

async function answeringPartitions(admin: Admin, topic: string): Promise<number> {
  try {
    return (await admin.fetchTopicOffsets(topic)).length;
  } catch {
    // Not known to every part of the broker yet.
    return 0;
  }
}

/** A record as the broker stores it. */
export type StoredRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In the order of the record; a name may come again. */
  readonly headers: readonly (readonly [name: string, value: Buffer])[];
};

export type Reading = {
  readonly brokers?: readonly string[];
  /** Whether enough has been read; called after each record with all of them. */
  readonly until: (records: readonly StoredRecord[]) => boolean;
};

/**
 * Reads a topic from its beginning until there is enough; within a partition in order of offset. It waits for as long as
 * that takes, which the test's own time limit bounds.
 */
export async function readUntil(
  topic: string,
  { brokers = testBrokers(), until: isEnough }: Reading,
): Promise<StoredRecord[]> {
  const consumer = kafkaClient(brokers).consumer({ groupId: `reader-${randomUUID()}` });
  const records: StoredRecord[] = [];
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        records.push(toStoredRecord(topic, partition, message));
        if (isEnough(records)) resolve();
      },
    });
    await enough;
  } finally {
    await consumer.disconnect();
  }
  return records;
}

/** Reads at least so many records of a topic from its beginning. */
export function readCount(
  topic: string,
  count: number,
  brokers: readonly string[] = testBrokers(),
): Promise<StoredRecord[]> {
  return readUntil(topic, { brokers, until: (records) => records.length >= count });
}

/** Reads all that a topic holds at this moment; nothing when it does not exist. */
export async function readAll(
  topic: string,
  brokers: readonly string[] = testBrokers(),
): Promise<StoredRecord[]> {
  const ends = await endOffsets(topic, brokers);
  const open = ends.filter(({ low, high }) => low < high);
  if (open.length === 0) return [];
  const isEnough = (records: readonly StoredRecord[]) =>
    open.every(({ partition, high }) =>
      records.some((record) => record.partition === partition && record.offset >= high - 1),
    );
  return readUntil(topic, { brokers, until: isEnough });
}

async function endOffsets(topic: string, brokers: readonly string[]) {
  const admin = kafkaClient(brokers).admin();
  try {
    await admin.connect();
    if (!(await admin.listTopics()).includes(topic)) return [];
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({
      partition,
      low: Number(low),
      high: Number(high),
    }));
  } finally {
    await admin.disconnect();
  }
}

export function toStoredRecord(
  topic: string,
  partition: number,
  message: KafkaMessage,
): StoredRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: Object.entries(message.headers ?? {}).flatMap(([name, values]) =>
      [values ?? []].flat().map((value) => [name, Buffer.from(value)] as const),
    ),
  };
}
