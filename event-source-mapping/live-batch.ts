import type { HeldRecord } from './assignments.ts';
import type { LineBatch } from './batch-line.ts';
import { topicPartition } from './event.ts';
import { NEVER_RUN, type RunHistory } from './failure/given-up.ts';
import type { Attempted, InvocationFailure, InvocationResult } from './redelivery.ts';

/** A batch that runs, or waits to come again. */
export type LiveBatch = Attempted<HeldRecord> &
  LineBatch & {
    /** Outcomes in a row that settled nothing. */
    readonly failuresInARow: number;
    readonly isRedelivered: boolean;
    readonly history: RunHistory;
  };

export function newBatch(records: readonly HeldRecord[]): LiveBatch {
  const untried = { attempts: 1, failuresInARow: 0, isRedelivered: false, history: NEVER_RUN };
  return toLiveBatch({ records, ...untried, dueAtMs: -Infinity });
}

export function toLiveBatch(batch: Omit<LiveBatch, 'partitions' | 'isRunning'>): LiveBatch {
  const partitions = new Set(batch.records.map(topicPartition));
  return { ...batch, partitions, isRunning: false };
}

/** The batch with the records that qualify; none when it would be empty. */
export function keepOnly(
  batch: LiveBatch,
  qualifies: (record: HeldRecord) => boolean,
): readonly LiveBatch[] {
  const records = batch.records.filter(qualifies);
  return records.length === 0 ? [] : [toLiveBatch({ ...batch, records })];
}

export function isAssigned({ assignment }: HeldRecord): boolean {
  return !assignment.isRevoked;
}

/** A throttled or unanswered invocation is no run. */
export function historyAfter(
  { runs }: RunHistory,
  { kind }: InvocationResult | InvocationFailure,
): RunHistory | undefined {
  if (kind === 'success') return { runs: runs + 1, lastRun: 'reported' };
  return kind === 'function-error' ? { runs: runs + 1, lastRun: kind } : undefined;
}
