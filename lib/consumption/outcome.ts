import type { DoneAttempt, FailedAttempt } from './attempt.ts';

/** What became of one record in one invocation. */
export type Outcome = DoneAttempt | FailedOutcome;

export type FailedOutcome = Omit<FailedAttempt, 'kind'> & {
  /** A failed record comes again. */
  readonly kind: 'failed' | 'dead-lettered';
  /** Undefined when the failure could not be counted. */
  readonly attempts: number | undefined;
  /** What kept the failure from being counted, or the dead letter from being stored. */
  readonly obstacle?: unknown;
};
