import type { TopicPartition } from './event.ts';

/** What a mapping tells whoever watches it; never a key, a value or a header. */
export type Observation =
  /** The topic does not exist yet; it is looked for until it does. */
  | { readonly kind: 'waiting-for-topic'; readonly topic: string }
  | ({ readonly kind: 'partition-assigned' } & PartitionOffset)
  | ({ readonly kind: 'partition-revoked' } & TopicPartition)
  | ({ readonly kind: 'invoked' } & Invoked)
  | ({ readonly kind: 'discarded' } & Discarded)
  | { readonly kind: 'committed'; readonly offsets: readonly PartitionOffset[] }
  /** Kafka did not answer as it should; the mapping keeps trying. */
  | { readonly kind: 'kafka-trouble'; readonly doing: string; readonly cause: unknown }
  | { readonly kind: 'kafka-recovered' };

export type PartitionOffset = TopicPartition & { readonly offset: number };

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

/** Records given up, which a failure destination would receive. */
export type Discarded = {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'MaximumPayloadSizeExceeded';
  readonly records: readonly PartitionOffset[];
};

export type Report = (observation: Observation) => void;
