import type { SourceRecord } from '../event.ts';

/** Why records are given up. `MaximumPayloadSizeExceeded` is a record that no event can hold, so that no attempt can be made. */
export type Condition =
  | 'RetryAttemptsExhausted'
  | 'RecordAgeExceeded'
  | 'MaximumPayloadSizeExceeded';

/** How often the function was run with certain records, and how it ended the last time. */
export type RunHistory = {
  readonly runs: number;
  readonly lastRun?: 'function-error' | 'reported';
};

export const NEVER_RUN: RunHistory = { runs: 0 };

/** Records that are not handed out again. */
export type GivenUp = RunHistory & {
  readonly condition: Condition;
  /** Of one partition or several, each by ascending offset. */
  readonly records: readonly SourceRecord[];
};
