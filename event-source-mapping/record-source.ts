import type { SourceRecord, TopicPartition } from './event.ts';
import type { Observation, PartitionOffset } from './observation.ts';

/**
 * Where records come from and offsets are kept: a consumer group on Kafka, or a stand-in for it. Once opened it joins
 * the group and reads what it is assigned, until closed; troubles are reported and outlived.
 */
export type RecordSource = {
  /** There may be room again where there was none. */
  readonly wake: () => void;
  readonly commit: (offsets: readonly PartitionOffset[]) => Promise<void>;
  /** Leaves the group and closes every socket. Never rejects. */
  readonly close: () => Promise<void>;
};

export type SourceListener = {
  /** @param start.offset where the partition is read from: as committed, or else the starting position. */
  readonly assigned: (start: PartitionOffset) => void;
  readonly revoked: (partition: TopicPartition) => void;
  /** The group joined and each of its partitions here is assigned. */
  readonly joined: () => void;
  /** The group is about to give partitions to others: what is settled had better be committed now. */
  readonly rebalancing: () => void;
  readonly received: (
    partition: TopicPartition,
    records: readonly SourceRecord[],
    next: number,
  ) => void;
  /** Where a partition ends now: the offset of the next record that is written to it. */
  readonly ended: (end: PartitionOffset) => void;
  readonly hasRoom: (partition: TopicPartition) => boolean;
  readonly report: (observation: Observation) => void;
};

export type OpenRecordSource = (listener: SourceListener) => RecordSource;
