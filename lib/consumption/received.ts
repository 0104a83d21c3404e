import type { TenantId } from '../domain/identifiers.ts';

/** A record as the event source delivered it; nothing of its contents is believed yet. */
export type Received = {
  /** Whose events the topic holds. */
  readonly tenant: TenantId;
  readonly topic: string;
  readonly partition: number;
  /** Of an AMQP message, {@link offsetOfArrival}. */
  readonly offset: number;
  /** Kafka's own time stamp, milliseconds since the Unix epoch; -1 when the record has none. An AMQP message's creation time. */
  readonly timestampMs: number;
  /** What names an AMQP message; records of Kafka are named by their offset. */
  readonly messageId?: string;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** In the producer's order; a name may be repeated. */
  readonly headers: readonly RecordHeader[];
};

export type RecordHeader = { readonly name: string; readonly value: Uint8Array };

/** Records of one partition. */
export type PartitionBatch = {
  /** `topic-partition` as the event source wrote it: what a batch item failure has to repeat. */
  readonly name: string;
  readonly records: readonly Received[];
};

/** A record that has to be delivered again. */
export type Unsettled = { readonly partition: string; readonly offset: number };

/**
 * Stands for the offset where the messaging network has none. Of two events of a device the later one has the larger number,
 * also in another process, as long as the clocks of those who created them agree.
 *
 * @param arrival counts the messages that arrive
 */
export function offsetOfArrival(createdAtMs: number, arrival: number): number {
  return Math.max(0, createdAtMs) * ARRIVALS + (arrival % ARRIVALS);
}

/** Times of creation stay exact numbers with it until the year 2039. */
const ARRIVALS = 4096;
