import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { type StoredRecord, toStoredRecord } from '../kafka.ts';
import { until } from '../until.ts';

export type TopicWatch = {
  /** What was written since the last call; waits until that is all of it, as far as these topics go. */
  readonly news: (topics: readonly string[]) => Promise<StoredRecord[]>;
  /** To be called while the broker runs. */
  readonly close: () => Promise<void>;
};

/** A broker that is restarted is looked for without growing pauses. */
const PERSISTENT = { initialRetryTime: 50, maxRetryTime: 200, retries: 1000 };

/** Reads topics of one partition each with one consumer; what another writes after a call counts for the next. */
export async function watchTopics(
  brokers: readonly string[],
  topics: readonly string[],
): Promise<TopicWatch> {
  const kafka = new Kafka({
    clientId: 'watch',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: PERSISTENT,
  });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: `watch-${randomUUID()}`, retry: PERSISTENT });
  let unread: StoredRecord[] = [];
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      unread.push(toStoredRecord(topic, partition, message));
    },
  });
  return {
    news: async (complete) => {
      const sentinel = randomUUID();
      await producer.sendBatch({
        topicMessages: complete.map((topic) => ({ topic, messages: [toMessage(sentinel)] })),
      });
      const isSeen = (topic: string) =>
        unread.some((record) => record.topic === topic && isSentinel(record, sentinel));
      await until(() => complete.every(isSeen));
      const read = unread.filter((record) => !isSentinel(record, sentinel));
      unread = [];
      return read;
    },
    close: async () => {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
    },
  };
}

/** An event like any other, as the product's consumer reads these topics too. */
function toMessage(id: string) {
  return { key: SENTINEL, value: id, headers: { 'content-type': 'text/plain' } };
}

function isSentinel({ key, value }: StoredRecord, id: string): boolean {
  return key?.toString() === SENTINEL && value?.toString() === id;
}

const SENTINEL = 'sentinel';
