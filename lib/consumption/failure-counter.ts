import type { Position } from './consumed-event.ts';

export type FailureCounter = {
  /**
   * Counts one more failed attempt. The position's time stamp belongs to the record's name: a topic that is made again
   * has the same offsets, but not at the same time.
   *
   * @returns all attempts counted so far
   * @throws {ServiceError} `ATTEMPT_NOT_COUNTED`; then it may or may not have been counted.
   */
  readonly count: (record: Position, nowMs: number) => Promise<Failures>;
};

export type Failures = {
  readonly attempts: number;
  /** Milliseconds since the Unix epoch. */
  readonly firstFailedAtMs: number;
};

/** A record is given up when both are reached. */
export type RetryBound = {
  readonly attempts: number;
  /** Milliseconds since the first failed attempt; 0: the attempts alone decide. */
  readonly ageMs: number;
};

export function isPast(bound: RetryBound, failures: Failures, nowMs: number): boolean {
  return failures.attempts >= bound.attempts && nowMs - failures.firstFailedAtMs >= bound.ageMs;
}
