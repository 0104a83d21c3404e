import { ProduceAcks, Producer } from '@platformatic/kafka';
import type { RecordWriter, WritableRecord } from '../../consumption/redrive/record-writer.ts';
import { ServiceError } from '../../domain/errors.ts';
import { toBuffer } from '../record-sink/outgoing-record.ts';
import { partitionOf } from '../record-sink/partition-of.ts';
import type { PlatformaticConnection } from './producer-session.ts';

/** Milliseconds; nobody waits at the other end but an operator. */
const REQUEST_TIMEOUT_MS = 10_000;
const RETRIES = 5;
const RETRY_DELAY_MS = 500;

/** An idempotent producer to topics that exist; keys go where Java's clients, and so Hono, put them. */
export function kafkaRecordWriter(
  connection: PlatformaticConnection,
): RecordWriter & { readonly close: () => Promise<void> } {
  const { brokers, clientId = 'tidegate', ...security } = connection;
  const producer = new Producer<Buffer | null, Buffer | null>({
    ...security,
    clientId,
    bootstrapBrokers: [...brokers],
    idempotent: true,
    autocreateTopics: false,
    timeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: RETRIES,
    retryDelay: RETRY_DELAY_MS,
  });
  return {
    append: async (topic, records) => {
      try {
        const metadata = await producer.metadata({ topics: [topic] });
        const partitions = metadata.topics.get(topic)?.partitionsCount;
        if (!partitions) throw new Error(`there is no topic ${topic}`);
        const messages = records.map((record) => toMessage(topic, record, partitions));
        await producer.send({ messages, acks: ProduceAcks.ALL });
      } catch (cause) {
        throw new ServiceError('RECORDS_NOT_WRITTEN', `${topic} did not take the records`, {
          cause,
        });
      }
    },
    close: () => producer.close(),
  };
}

function toMessage(topic: string, record: WritableRecord, partitions: number) {
  const key = record.key && toBuffer(record.key);
  return {
    topic,
    key,
    value: record.value && toBuffer(record.value),
    // Its keys are objects, so a name may come again, in any place.
    headers: new Map(record.headers.map((one) => [Buffer.from(one.name), toBuffer(one.value)])),
    partition: key === null ? record.keylessPartition % partitions : partitionOf(key, partitions),
  };
}
