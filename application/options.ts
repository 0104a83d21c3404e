import type { KafkaConnection, Observation } from '../event-source-mapping/index.ts';
import type { DeadLetterSink } from '../lib/consumption/dead-letter-sink.ts';
import type { FailureCounter, RetryBound } from '../lib/consumption/failure-counter.ts';
import type { HandleEvent } from '../lib/consumption/handle-event.ts';
import type { Outcome } from '../lib/consumption/outcome.ts';
import type { AmqpNetwork } from '../lib/drivers/amqp/connection.ts';
import type { KafkaSecurity } from '../lib/drivers/broker-login/broker-login.ts';
import type { LinkObservation } from '../lib/drivers/amqp/event-receiver.ts';

/** By the messaging network of the tenants: who has tenants on both starts two. */
export type ApplicationOptions = KafkaApplicationOptions | AmqpApplicationOptions;

type CommonOptions = {
  /** Whose events it wants. */
  readonly tenants: readonly string[];
  readonly handle: HandleEvent;
  /** Milliseconds that `stop` waits for what runs; 10 seconds unless said. */
  readonly stopTimeoutMs?: number;
  /** When a record is given up; after 5 attempts, and not before a minute, unless said. */
  readonly retryBound?: RetryBound;
  /** Counts in memory unless said: after a restart attempts count anew. Over AMQP, what the network counts is added. */
  readonly failureCounter?: FailureCounter;
  /** What becomes of each record. */
  readonly observe?: (outcome: Outcome) => void;
};

export type KafkaApplicationOptions = CommonOptions &
  Pick<KafkaConnection, 'brokers' | 'sessionTimeoutMs'> & {
    /** How the brokers let it in; without encryption and authentication unless said. `kafkaSecurity` reads it from an environment. */
    readonly security?: KafkaSecurity;
    /** Of its own: what other applications have processed is none of its business. Each tenant has `{group}.{tenant}`. */
    readonly group: string;
    /** Where a group begins that has never committed anything; `beginning` unless said. */
    readonly from?: 'beginning' | 'now';
    /** Records of a batch that are handled at the same time; 16 unless said. */
    readonly concurrency?: number;
    /** Batches, each of one partition or several, that are handled at the same time; 4 unless said. */
    readonly batches?: number;
    /** Records of a batch at most, 1 to 10,000; 100 unless said. */
    readonly batchSize?: number;
    /** Milliseconds that the records of a batch have; what still runs then counts as failed. A minute unless said. */
    readonly timeoutMs?: number;
    /** `hono.dead-letter.{tenant}` on the same brokers unless said. */
    readonly deadLetters?: DeadLetterSink;
    /** What happens between the application and Kafka; never a key, a value or a header. */
    readonly report?: (observation: Observation, tenant: string) => void;
  };

export type AmqpApplicationOptions = CommonOptions & {
  /** The AMQP 1.0 messaging network, and who the application is there. */
  readonly amqp: AmqpNetwork;
  /**
   * Of its own: each tenant has the shared durable subscription `{group}.{tenant}`. Unless said, it competes for the messages of the
   * address with all who receive from it.
   */
  readonly group?: string;
  /** Where a tenant's messages are; `event/{tenant}` unless said. */
  readonly source?: (tenant: string) => string;
  /** Records that are handled at the same time; 64 unless said. */
  readonly concurrency?: number;
  /** Messages of each tenant that the application holds at most, in hand or waiting, 1 to 2,048; 100 unless said. */
  readonly window?: number;
  /** Milliseconds that a handler has; what still runs then counts as failed. A minute unless said. */
  readonly timeoutMs?: number;
  /**
   * `dead-letter/{tenant}` on the same network unless said. `rejected` leaves it to the network, which drops what it has no place
   * for.
   */
  readonly deadLetters?: DeadLetterSink | 'rejected';
  /** What happens between the application and the network; never a property or a body. */
  readonly report?: (observation: LinkObservation, tenant: string) => void;
};
