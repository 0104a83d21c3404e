export type TopicPartition = { readonly topic: string; readonly partition: number };

/** One record as Kafka keeps it. */
export type SourceRecord = TopicPartition & {
  readonly offset: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  readonly timestampType: TimestampType;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** In the producer's order; a name may be repeated. */
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
};

export type TimestampType = 'CREATE_TIME' | 'LOG_APPEND_TIME';

/** What Lambda hands to a function. Members are optional where AWS may leave them out. */
export type KafkaEvent = {
  readonly eventSource?: 'aws:kafka' | 'SelfManagedKafka';
  /** Of the MSK cluster; absent for a self-managed one. */
  readonly eventSourceArn?: string;
  /** Comma-separated. */
  readonly bootstrapServers?: string;
  /** By `topic-partition`; a topic may contain hyphens, so the partition is what follows the last. */
  readonly records: Readonly<Record<string, readonly KafkaEventRecord[]>>;
};

export type KafkaEventRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  /** Base64. */
  readonly key?: string | null;
  /** Base64. */
  readonly value?: string | null;
  /** One member each; the bytes are signed, -128 to 127. */
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[] | null;
};

/**
 * How a record without a key, value or header is shown: `omitted` leaves key and value out and gives an empty list of
 * headers (AWS's filtering page), `null` writes null for all three (reported from a live MSK mapping).
 */
export type AbsentMembers = 'omitted' | 'null';

/** The members of an event beside its records. */
export type EventOrigin = Pick<KafkaEvent, 'eventSource' | 'eventSourceArn' | 'bootstrapServers'>;

export function toKafkaEvent(
  records: readonly SourceRecord[],
  origin: EventOrigin,
  absent: AbsentMembers,
): KafkaEvent {
  const groups: Record<string, KafkaEventRecord[]> = {};
  for (const record of records) {
    (groups[topicPartition(record)] ??= []).push(toEventRecord(record, absent));
  }
  return { ...origin, records: groups };
}

/** The key of a record's group in the event, and the `partition` of a batch item failure. */
export function topicPartition({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** Bytes that the record takes in the event's JSON. */
export function eventBytesOf(record: SourceRecord, absent: AbsentMembers): number {
  return Buffer.byteLength(JSON.stringify(toEventRecord(record, absent)));
}

/** Bytes of the key and the value as Kafka has them. */
export function sizeOf({ key, value }: SourceRecord): number {
  return (key?.byteLength ?? 0) + (value?.byteLength ?? 0);
}

function toEventRecord(record: SourceRecord, absent: AbsentMembers): KafkaEventRecord {
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestampMs,
    timestampType: record.timestampType,
    ...encodedMember('key', record.key, absent),
    ...encodedMember('value', record.value, absent),
    headers: absent === 'null' && record.headers.length === 0 ? null : record.headers.map(toHeader),
  };
}

function encodedMember(name: 'key' | 'value', bytes: Uint8Array | null, absent: AbsentMembers) {
  if (bytes === null) return absent === 'null' ? { [name]: null } : {};
  return { [name]: toBuffer(bytes).toString('base64') };
}

function toHeader([name, value]: SourceRecord['headers'][number]): Record<string, number[]> {
  return { [name]: value === null ? [] : Array.from(asSigned(value)) };
}

function asSigned(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
