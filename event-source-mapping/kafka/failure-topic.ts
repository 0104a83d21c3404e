import { ProduceAcks, Producer, compatibilityPartitioner } from '@platformatic/kafka';
import type { FailureMessage } from '../failure/messages.ts';
import { type KafkaConnection, securityOf } from './connection.ts';

/** How long one request may take, in milliseconds; and how often it is repeated, about half a second apart. */
const REQUEST_TIMEOUT_MS = 5_000;
const RETRIES = 5;
const RETRY_DELAY_MS = 500;

type TopicMessage = Extract<FailureMessage, { readonly kind: 'kafka' }>;

/** Writes to a topic of the cluster that the mapping reads from. */
export type FailureTopic = {
  /** Resolves when all in-sync replicas hold the message. The topic must exist: it is not made by writing to it. */
  readonly produce: (message: TopicMessage) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens no socket before the first message. */
export function openFailureTopic(connection: KafkaConnection): FailureTopic {
  const producer = new Producer({
    ...securityOf(connection),
    clientId: 'failure-destination',
    bootstrapBrokers: [...connection.brokers],
    autocreateTopics: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retries: RETRIES,
    retryDelay: RETRY_DELAY_MS,
  });
  return {
    async produce({ topic, key, body }) {
      const value = Buffer.from(body);
      await producer.send({
        acks: ProduceAcks.ALL,
        ...(key === null
          ? { messages: [{ topic, value }] }
          : { messages: [{ topic, value, key: Buffer.from(key) }], partitioner }),
      });
    },
    close: () => producer.close(),
  };
}

/** Keys go where Java's clients put them. */
const partitioner = compatibilityPartitioner;
