import type { TenantId } from '../../domain/identifiers.ts';
import { eventTopic } from '../../domain/topics.ts';
import { textOf } from '../bytes.ts';
import type { Position } from '../consumed-event.ts';
import { DEAD_LETTER_HEADER } from '../dead-letter-sink.ts';
import { EventHeaders } from '../event-headers.ts';
import type { RecordHeader } from '../received.ts';
import { recordName } from '../record-name.ts';
import { readRedriven, REDRIVE_HEADER } from './redrive-headers.ts';
import type { LogRecord } from './topic-log.ts';

export type DeadLetter = {
  /** The record in the dead-letter topic. */
  readonly record: LogRecord;
  /** A code of the error catalogue, as text: the letter may be older than the catalogue. */
  readonly reason: string;
  readonly message: string;
  readonly attempts: number;
  /** When it was given up, milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Where the consumer met it. */
  readonly position: Position;
  /** Where the event was first; the same in every copy, however often it was put back. */
  readonly origin: string;
  /** How often it was put back already. */
  readonly redrives: number;
  /** The event's own, as they were before it was given up or put back. */
  readonly headers: readonly RecordHeader[];
};

/** @returns undefined for what the consumer did not write, or not for this tenant. */
export function parseDeadLetter(record: LogRecord, tenant: TenantId): DeadLetter | undefined {
  const headers = new EventHeaders(record.headers);
  const reason = headers.text(DEAD_LETTER_HEADER.reason);
  const atMs = headers.integer(DEAD_LETTER_HEADER.time);
  const position = readPosition(headers);
  if (reason === undefined || atMs === undefined || position === undefined) return undefined;
  if (position.topic !== eventTopic(tenant)) return undefined;
  const own = withoutFirst(record.headers, DEAD_LETTER_NAMES);
  const redriven = readRedriven(new EventHeaders(own));
  return {
    record,
    reason,
    message: headers.text(DEAD_LETTER_HEADER.message) ?? '',
    attempts: headers.integer(DEAD_LETTER_HEADER.attempts) ?? 1,
    atMs,
    position,
    origin: redriven?.origin ?? recordName(position),
    redrives: redriven?.count ?? 0,
    headers: redriven ? withoutFirst(own, REDRIVE_NAMES) : own,
  };
}

/** Copies of one letter have the same; it changes each time that the event is put back. */
export function identityOf({ origin, redrives }: Pick<DeadLetter, 'origin' | 'redrives'>): string {
  return `${origin}#${redrives}`;
}

/** Undefined for a record without a key. */
export function deviceOf({ record: { key } }: DeadLetter): string | undefined {
  return key === null ? undefined : textOf(key);
}

function readPosition(headers: EventHeaders): Position | undefined {
  const topic = headers.text(DEAD_LETTER_HEADER.topic);
  const partition = headers.integer(DEAD_LETTER_HEADER.partition);
  const offset = headers.integer(DEAD_LETTER_HEADER.offset);
  const timestampMs = headers.integer(DEAD_LETTER_HEADER.timestamp);
  if (topic === undefined || partition === undefined || offset === undefined) return undefined;
  return timestampMs === undefined ? undefined : { topic, partition, offset, timestampMs };
}

const DEAD_LETTER_NAMES: readonly string[] = Object.values(DEAD_LETTER_HEADER);
const REDRIVE_NAMES: readonly string[] = Object.values(REDRIVE_HEADER);

/** The first of a name is ours; what comes after it the event brought along. */
function withoutFirst(
  headers: readonly RecordHeader[],
  names: readonly string[],
): readonly RecordHeader[] {
  const left = new Set(names);
  return headers.filter(({ name }) => !left.delete(name));
}
