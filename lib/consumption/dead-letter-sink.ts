import type { FailureCode } from '../domain/errors.ts';
import type { Received, RecordHeader } from './received.ts';

export type DeadLetterSink = {
  /**
   * Keeps a record that no retry will help in `hono.dead-letter.{tenant}`: key, value and headers untouched, with
   * {@link toDeadLetterHeaders} before them. Resolves once it cannot be lost. A record may be appended more than once;
   * its origin says so.
   *
   * @throws {ServiceError} `DEAD_LETTER_NOT_STORED`; the record has to be delivered again.
   */
  readonly append: (record: Received, reason: DeadLetterReason) => Promise<void>;
};

export type DeadLetterReason = {
  readonly code: FailureCode;
  readonly message: string;
  /** Deliveries that failed and were counted; 1 for a failure that no retry helps. */
  readonly attempts: number;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
};

/** The headers that a dead letter has beside its own; all values are text, numbers in decimal digits. */
export const DEAD_LETTER_HEADER = {
  reason: 'dead-letter-reason',
  message: 'dead-letter-message',
  attempts: 'dead-letter-attempts',
  /** When it was given up, milliseconds since the Unix epoch. */
  time: 'dead-letter-time',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  /** The origin's own time stamp: with the three above it names one record for ever, even if the topic is made again. */
  timestamp: 'dead-letter-timestamp',
} as const;

/** Ours come first, because of a repeated name the first counts: nobody can forge them by sending some along. */
export function toDeadLetterHeaders(record: Received, reason: DeadLetterReason): RecordHeader[] {
  return [
    toHeader(DEAD_LETTER_HEADER.reason, reason.code),
    toHeader(DEAD_LETTER_HEADER.message, reason.message),
    toHeader(DEAD_LETTER_HEADER.attempts, String(reason.attempts)),
    toHeader(DEAD_LETTER_HEADER.time, String(reason.atMs)),
    toHeader(DEAD_LETTER_HEADER.topic, record.topic),
    toHeader(DEAD_LETTER_HEADER.partition, String(record.partition)),
    toHeader(DEAD_LETTER_HEADER.offset, String(record.offset)),
    toHeader(DEAD_LETTER_HEADER.timestamp, String(record.timestampMs)),
    ...record.headers,
  ];
}

function toHeader(name: string, text: string): RecordHeader {
  return { name, value: Buffer.from(text) };
}
