import type { TenantId } from '../domain/identifiers.ts';

/** A record as the event source delivered it; nothing of its contents is believed yet. */
export type Received = {
  /** Whose events the topic holds. */
  readonly tenant: TenantId;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Kafka's own time stamp, milliseconds since the Unix epoch; -1 when the record has none. */
  readonly timestampMs: number;
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
