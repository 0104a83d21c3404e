import type { PartitionState } from './assignments.ts';
import type { Backoff } from './backoff.ts';
import type { BatchLimits } from './batch.ts';
import type { Clock } from './clock.ts';
import type {
  AbsentMembers,
  EventOrigin,
  KafkaEvent,
  SourceRecord,
  TopicPartition,
} from './event.ts';
import type { RecordFilter } from './filter/criteria.ts';
import type { DiscardPorts, ExpiredUntried } from './failure/discards.ts';
import type { FunctionTimeout } from './invocations.ts';
import type { Pollers } from './pollers.ts';
import type { MappingSettings } from './settings.ts';
import type { PartitionOffset } from './observation.ts';
import type { InvocationResult, JudgementRules, Redelivery } from './redelivery.ts';

/**
 * Runs the function. A rejection counts as an invocation that was not answered: its records come again.
 *
 * @param options.signal aborted when the mapping no longer waits for the answer.
 */
export type Invoke = (
  event: KafkaEvent,
  options: { readonly signal: AbortSignal },
) => Promise<InvocationResult>;

export type DispatchRules = JudgementRules & {
  readonly MetricsConfig?: MappingSettings['MetricsConfig'];
  readonly MaximumRecordAgeInSeconds?: number;
  readonly filter: RecordFilter;
  readonly limits: BatchLimits;
  readonly origin: EventOrigin;
  readonly absentMembers: AbsentMembers;
  readonly redelivery: Redelivery;
  readonly redeliveredMembers: RedeliveredMembers;
  readonly expiredUntried: ExpiredUntried;
  readonly backoff: Backoff;
  readonly pollers: Pollers;
  readonly whileOutstanding: WhileOutstanding;
  readonly functionTimeout?: FunctionTimeout | undefined;
};

/** Whether a partition waits for its outstanding batch, or hands out the next one beside it. */
export type WhileOutstanding = 'waits' | 'moves-on';

/** Whether an event that comes again has all members, or its records alone, as reported from a live MSK mapping. */
export type RedeliveredMembers = 'all' | 'records-only';

export type DispatchPorts = DiscardPorts & {
  readonly invoke: Invoke;
  readonly clock: Clock;
  readonly random: () => number;
  /** Something was settled: offsets may be committed, and there may be room for more records. */
  readonly onSettled: () => void;
};

/** Hands batches to the function, one at a time of each partition, and keeps what is settled. Knows nothing of Kafka. */
export type Dispatcher = {
  readonly assign: (start: PartitionOffset) => void;
  /** Outcomes of its records that are still to come change nothing. */
  readonly revoke: (partition: TopicPartition) => void;
  /** @param next where the partition is read on, behind gaps. */
  readonly receive: (
    partition: TopicPartition,
    records: readonly SourceRecord[],
    next: number,
  ) => void;
  /** Whether more of the partition should be read; false also when it is not assigned. */
  readonly hasRoom: (partition: TopicPartition) => boolean;
  readonly partitions: () => readonly PartitionState[];
  /** Batches that the function has now. */
  readonly invocations: () => number;
  /** Hands out nothing more; resolves when what runs has ended, or was aborted after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
};
