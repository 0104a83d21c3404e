import { type BatchLimits, isTooLarge } from './batch.ts';
import type { TopicPartition } from './event.ts';
import { topicPartition } from './event.ts';
import type { PartitionOffset } from './observation.ts';
import { type Progress, createProgress } from './progress.ts';
import { type Queued, type RecordQueue, createRecordQueue } from './record-queue.ts';

/** A partition for as long as this mapping has it; the same partition assigned again is another assignment. */
export type Assignment = TopicPartition & {
  readonly progress: Progress;
  readonly queue: RecordQueue<HeldRecord>;
  isRevoked: boolean;
};

/** A record that knows on whose account it is to be settled. */
export type HeldRecord = Queued & { readonly assignment: Assignment };

export type PartitionState = TopicPartition & {
  /** The next offset to read. */
  readonly position: number;
  /** Every record before this offset is settled. */
  readonly committable: number;
  /** Read and not handed out yet. */
  readonly waiting: number;
  /** Handed out and not settled yet. */
  readonly outstanding: number;
};

/** How much of a partition is read ahead: two batches, or one event's worth of bytes. */
const BATCHES_READ_AHEAD = 2;

export type Assignments = {
  readonly all: () => readonly Assignment[];
  readonly assign: (start: PartitionOffset) => void;
  readonly revoke: (partition: TopicPartition) => Assignment | undefined;
  /** Queues what fits into an event. @returns what would not even fit alone. */
  readonly receive: (
    partition: TopicPartition,
    records: readonly Queued[],
    next: number,
  ) => readonly HeldRecord[];
  /** False also when the partition is not assigned. */
  readonly hasRoom: (partition: TopicPartition) => boolean;
};

export function createAssignments(limits: BatchLimits): Assignments {
  const assignments = new Map<string, Assignment>();

  return {
    all: () => [...assignments.values()],
    assign({ topic, partition, offset }) {
      const [progress, queue] = [createProgress(offset), createRecordQueue<HeldRecord>()];
      const assignment = { topic, partition, progress, queue, isRevoked: false };
      assignments.set(topicPartition(assignment), assignment);
    },
    revoke(partition) {
      const assignment = assignments.get(topicPartition(partition));
      if (assignment !== undefined) assignment.isRevoked = true;
      assignments.delete(topicPartition(partition));
      return assignment;
    },
    receive(partition, records, next) {
      const assignment = assignments.get(topicPartition(partition));
      if (assignment === undefined) return [];
      assignment.progress.receive(
        records.map(({ offset }) => offset),
        next,
      );
      const held = records.map((record) => Object.assign(record, { assignment }));
      for (const record of held) if (!isTooLarge(record, limits)) assignment.queue.push(record);
      return held.filter((record) => isTooLarge(record, limits));
    },
    hasRoom(partition) {
      const queue = assignments.get(topicPartition(partition))?.queue;
      if (queue === undefined) return false;
      const count = limits.batchSize * BATCHES_READ_AHEAD;
      return queue.length < count && queue.bytes < limits.maximumBytes;
    },
  };
}

export function toPartitionState({
  topic,
  partition,
  progress,
  queue,
}: Assignment): PartitionState {
  return {
    topic,
    partition,
    position: progress.position,
    committable: progress.committable,
    waiting: queue.length,
    outstanding: progress.unsettledCount - queue.length,
  };
}
