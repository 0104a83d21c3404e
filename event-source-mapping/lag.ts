import { type TopicPartition, topicPartition } from './event.ts';
import type { PartitionOffset } from './observation.ts';

/** Where the partitions end, as far as Kafka has said. */
export type Ends = {
  readonly moved: (end: PartitionOffset) => void;
  readonly forget: (partition: TopicPartition) => void;
  /** Records behind the offset; 0 as long as the end is not known. */
  readonly behind: (offset: PartitionOffset) => number;
};

export function createEnds(): Ends {
  const ends = new Map<string, number>();
  return {
    moved: (end) => void ends.set(topicPartition(end), end.offset),
    forget: (partition) => void ends.delete(topicPartition(partition)),
    behind: (from) => Math.max(0, (ends.get(topicPartition(from)) ?? from.offset) - from.offset),
  };
}
