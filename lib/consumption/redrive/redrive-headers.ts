import { textOf } from '../bytes.ts';
import type { Position } from '../consumed-event.ts';
import type { EventHeaders } from '../event-headers.ts';
import type { RecordHeader } from '../received.ts';
import { parseRecordName } from '../record-name.ts';

/** What a record that was put back has in front of its own headers; all values are text. */
export const REDRIVE_HEADER = {
  /** How often the event was put back, this time included. */
  count: 'redrive-count',
  /** Where the event was first, as `recordName` has it: one name for all copies of an event. */
  origin: 'redrive-origin',
  /** `ignored`: our consumer processes the record however old it is. Absent when its time to live counts. */
  timeToLive: 'redrive-ttl',
} as const;

const IGNORED = 'ignored';

export type Redriven = { readonly count: number; readonly origin: string };

export function toRedriveHeaders(
  { count, origin }: Redriven,
  honourTimeToLive: boolean,
): RecordHeader[] {
  const headers = [
    toHeader(REDRIVE_HEADER.count, String(count)),
    toHeader(REDRIVE_HEADER.origin, origin),
  ];
  return honourTimeToLive ? headers : [...headers, toHeader(REDRIVE_HEADER.timeToLive, IGNORED)];
}

/** @returns undefined for a record that was never put back: headers that happen to have such names do not make one. */
export function readRedriven(headers: EventHeaders): Redriven | undefined {
  const count = headers.integer(REDRIVE_HEADER.count) ?? 0;
  if (count < 1) return undefined;
  const origin = headers.text(REDRIVE_HEADER.origin);
  if (origin === undefined || !parseRecordName(origin)) return undefined;
  return { count, origin };
}

/** @returns `position` for a record that was never put back, or says that it comes from another topic. */
export function firstPositionOf(position: Position, headers: EventHeaders): Position {
  const redriven = readRedriven(headers);
  const first = redriven && parseRecordName(redriven.origin);
  return first?.topic === position.topic ? first : position;
}

export function ignoresTimeToLive(headers: EventHeaders): boolean {
  const value = headers.bytes(REDRIVE_HEADER.timeToLive);
  return value !== undefined && textOf(value) === IGNORED;
}

function toHeader(name: string, text: string): RecordHeader {
  return { name, value: Buffer.from(text) };
}
