import type { TopicPartition } from './event.ts';
import type { Condition } from './failure/given-up.ts';

/** What a mapping tells whoever watches it; never a key, a value or a header. */
export type Observation =
  /** The topic does not exist yet; it is looked for until it does. */
  | { readonly kind: 'waiting-for-topic'; readonly topic: string }
  | ({ readonly kind: 'partition-assigned' } & PartitionOffset)
  | ({ readonly kind: 'partition-revoked' } & TopicPartition)
  | ({ readonly kind: 'polled' } & Polled)
  | ({ readonly kind: 'invoked' } & Invoked)
  | ({ readonly kind: 'discarded' } & Discarded)
  /** The failure destination has been told of records that were given up. */
  | { readonly kind: 'delivered'; readonly condition: Condition; readonly records: number }
  | ({ readonly kind: 'dropped' } & Dropped)
  | { readonly kind: 'committed'; readonly offsets: readonly PartitionOffset[] }
  /** Kafka did not answer as it should; the mapping keeps trying. */
  | { readonly kind: 'kafka-trouble'; readonly doing: string; readonly cause: unknown }
  | { readonly kind: 'kafka-recovered' };

export type PartitionOffset = TopicPartition & { readonly offset: number };

/** Records that came from Kafka. */
export type Polled = TopicPartition & {
  readonly records: number;
  /** Of keys and values. */
  readonly bytes: number;
  /** Records that the filter criteria keep from the function; they are processed with that. */
  readonly filteredOut: number;
};

export type Invoked = {
  readonly outcome:
    | 'success'
    | 'partial-failure'
    | 'function-error'
    | 'throttled'
    | 'invalid-response'
    | 'invocation-failed';
  readonly records: number;
  /** Records that come again. */
  readonly failed: number;
  /** Runs of the function with these records, this one included. */
  readonly attempts: number;
  readonly durationMs: number;
  /** What was wrong with the answer, or why there was none. */
  readonly reason?: unknown;
};

/** Records given up; whether they are delivered or dropped is told next. */
export type Discarded = {
  readonly condition: Condition;
  readonly records: readonly PartitionOffset[];
};

/** Records given up that no destination was told of. */
export type Dropped = {
  readonly condition: Condition;
  readonly records: number;
  /** Why the destination could not be told; absent when there is none, or the records are none of its business. */
  readonly cause?: unknown;
};

export type Report = (observation: Observation) => void;
