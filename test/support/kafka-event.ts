import type { SourceRecord } from '../../event-source-mapping/event.ts';
import { toKafkaEvent, type KafkaEvent } from '../../event-source-mapping/event.ts';

export type RecordHeaders = Readonly<Record<string, string | Uint8Array>>;

/** What a test says of a record; the rest is a valid event of `device-1` of tenant `acme`. */
export type RecordSpec = {
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly timestampMs?: number;
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  /** Beside the content type and the creation time. */
  readonly headers?: RecordHeaders;
};

export const CREATED_AT_MS = 1_795_301_842_281;

/** The event of a mapping, as Lambda hands it over. */
export function kafkaEventOf(...records: readonly RecordSpec[]): KafkaEvent {
  return toKafkaEvent(records.map(toSourceRecord), {}, 'omitted');
}

function toSourceRecord(spec: RecordSpec): SourceRecord {
  return {
    topic: spec.topic ?? 'hono.event.acme',
    partition: spec.partition ?? 0,
    offset: spec.offset ?? 0,
    timestampMs: spec.timestampMs ?? CREATED_AT_MS,
    timestampType: 'CREATE_TIME',
    key: toBytes(spec.key === undefined ? 'device-1' : spec.key),
    value: toBytes(spec.value === undefined ? '{"temp":5}' : spec.value),
    headers: Object.entries({
      'content-type': 'application/json',
      'creation-time': String(CREATED_AT_MS),
      ...spec.headers,
    }).map(([name, value]) => [name, toBytes(value)]),
  };
}

function toBytes(value: string | Uint8Array | null): Uint8Array | null {
  return typeof value === 'string' ? Buffer.from(value) : value;
}
