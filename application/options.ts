import type { KafkaConnection, Observation } from '../event-source-mapping/index.ts';
import type { DeadLetterSink } from '../lib/consumption/dead-letter-sink.ts';
import type { FailureCounter, RetryBound } from '../lib/consumption/failure-counter.ts';
import type { HandleEvent } from '../lib/consumption/handle-event.ts';
import type { Outcome } from '../lib/consumption/outcome.ts';

export type ApplicationOptions = KafkaConnection & {
  /** Whose events it wants. */
  readonly tenants: readonly string[];
  /** Of its own: what other applications have processed is none of its business. Each tenant has `{group}.{tenant}`. */
  readonly group: string;
  readonly handle: HandleEvent;
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
  /** Milliseconds that `stop` waits for what runs; 10 seconds unless said. */
  readonly stopTimeoutMs?: number;
  /** When a record is given up; after 5 attempts, and not before a minute, unless said. */
  readonly retryBound?: RetryBound;
  /** Counts in memory unless said: after a restart attempts count anew. */
  readonly failureCounter?: FailureCounter;
  /** `hono.dead-letter.{tenant}` on the same brokers unless said. */
  readonly deadLetters?: DeadLetterSink;
  /** What becomes of each record. */
  readonly observe?: (outcome: Outcome) => void;
  /** What happens between the application and Kafka; never a key, a value or a header. */
  readonly report?: (observation: Observation, tenant: string) => void;
};
