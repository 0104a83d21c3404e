import { type SourceRecord, type TopicPartition, sizeOf, topicPartition } from '../event.ts';
import type { PartitionOffset } from '../observation.ts';

/** What a record takes besides its key and value, headers included, in bytes: an estimate. */
const RECORD_OVERHEAD_BYTES = 1_000;

type Held = { readonly bytes: number; readonly next: number };

/** Bounds what all partitions together have read and not committed yet. */
export type ReadAhead = {
  readonly received: (
    partition: TopicPartition,
    records: readonly SourceRecord[],
    next: number,
  ) => void;
  readonly committed: (offsets: readonly PartitionOffset[]) => void;
  readonly released: (partition: TopicPartition) => void;
  /** Above half of the bound only a partition that holds nothing: who is stuck keeps nobody else waiting. */
  readonly hasRoom: (partition: TopicPartition) => boolean;
  readonly bytes: () => number;
};

export function createReadAhead(maximumBytes: number): ReadAhead {
  const held = new Map<string, readonly Held[]>();
  let bytes = 0;

  function keep(name: string, qualifies: (part: Held) => boolean): void {
    const parts = held.get(name) ?? [];
    const kept = parts.filter(qualifies);
    bytes += sum(kept) - sum(parts);
    if (kept.length > 0) held.set(name, kept);
    else held.delete(name);
  }

  return {
    bytes: () => bytes,
    received(partition, records, next) {
      if (records.length === 0) return;
      const name = topicPartition(partition);
      const part = { next, bytes: sum(records.map(toHeldBytes)) };
      held.set(name, [...(held.get(name) ?? []), part]);
      bytes += part.bytes;
    },
    committed(offsets) {
      for (const each of offsets) keep(topicPartition(each), ({ next }) => next > each.offset);
    },
    released: (partition) => keep(topicPartition(partition), () => false),
    hasRoom(partition) {
      if (bytes < maximumBytes / 2) return true;
      return bytes < maximumBytes && !held.has(topicPartition(partition));
    },
  };
}

function toHeldBytes(record: SourceRecord): { readonly bytes: number } {
  return { bytes: sizeOf(record) + RECORD_OVERHEAD_BYTES };
}

function sum(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0);
}
