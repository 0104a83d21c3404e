import { ServiceError } from '../domain/errors.ts';
import {
  attempt,
  endOf,
  type Attempt,
  type DoneAttempt,
  type EndedAttempt,
  type FailedAttempt,
  type PendingAttempt,
} from './attempt.ts';
import { endsWithin } from './ends-within.ts';
import type { HandleEvent, Handling } from './handle-event.ts';
import { laneSchedule, recordOf, type Lane, type LaneSchedule } from './lane-schedule.ts';
import type { Outcome } from './outcome.ts';
import type { PartitionBatch, Unsettled } from './received.ts';
import { settleFailure, type FailureSettlement } from './settle-failure.ts';

export type Consumption = FailureSettlement & {
  readonly handle: HandleEvent;
  /** Records that are handled at the same time, over all partitions of a batch. */
  readonly maxConcurrency: number;
  /**
   * Milliseconds before the end of the invocation, at most half of what there is. No record is begun in them, handlers that
   * still run in the second half of them are given up, and in the last eighth the answer goes out whatever happens.
   */
  readonly reserveMs: number;
};

export type BatchResult = {
  /** What must be delivered again; empty when all is settled. */
  readonly unsettled: readonly Unsettled[];
  /** Records by what became of them. What is unsettled and did not fail was not begun. */
  readonly counts: Readonly<Record<Outcome['kind'], number>>;
  /** Devices of each partition. */
  readonly lanes: number;
};

/**
 * Runs the lanes of all partitions side by side. The first record of a lane that cannot be settled ends the lane, and it and
 * all that follow in the lane stay unsettled: right whether the mapping repeats exactly those or goes back to the lowest
 * offset of each partition. Never rejects for a failure of a record.
 *
 * @param remainingMs of the invocation
 */
export async function consumeBatch(
  batches: readonly PartitionBatch[],
  consumption: Consumption,
  remainingMs: () => number,
): Promise<BatchResult> {
  const run = startRun(batches, consumption, remainingMs);
  const workers = Promise.all(Array.from({ length: consumption.maxConcurrency }, () => work(run)));
  if (!(await endsWithin(workers, remainingMs() - run.reserveMs / 2))) {
    await endsWithin(giveUp(run), remainingMs() - run.reserveMs / 8);
  }
  const { schedule, counts } = run;
  return { unsettled: schedule.unsettled(), counts: { ...counts }, lanes: schedule.lanes };
}

type Run = {
  readonly consumption: Consumption;
  readonly counts: Record<Outcome['kind'], number>;
  readonly schedule: LaneSchedule;
  readonly remainingMs: () => number;
  readonly reserveMs: number;
  readonly abort: AbortController;
  readonly handling: Handling;
  /** Handlers that have not ended, by lane. */
  readonly pending: Map<Lane, PendingAttempt>;
  /** Failures that are being counted or kept as dead letters. */
  readonly settling: Set<Promise<boolean>>;
};

function startRun(
  batches: readonly PartitionBatch[],
  consumption: Consumption,
  remainingMs: () => number,
): Run {
  const abort = new AbortController();
  const counts = { processed: 0, expired: 0, failed: 0, 'dead-lettered': 0 };
  const observe = (outcome: Outcome): void => {
    counts[outcome.kind] += 1;
    consumption.observe(outcome);
  };
  return {
    consumption: { ...consumption, observe },
    counts,
    schedule: laneSchedule(batches),
    remainingMs,
    reserveMs: Math.min(consumption.reserveMs, remainingMs() / 2),
    abort,
    handling: { signal: abort.signal },
    pending: new Map(),
    settling: new Set(),
  };
}

/** Settles one record after the other: the next of the same lane if one has waited for it, else of another lane. */
async function work(run: Run): Promise<void> {
  let lane = hasTime(run) ? run.schedule.take() : undefined;
  while (lane) {
    const begun = begin(lane, run);
    const ended = begun.kind === 'pending' ? await whileHandled(begun, lane, run) : begun;
    if (run.abort.signal.aborted) return;
    const goesOn =
      ended.kind === 'failed' ? await settleFailed(ended, lane, run) : settleDone(ended, lane, run);
    if (!hasTime(run)) return;
    if (!goesOn) lane = run.schedule.take();
  }
}

function hasTime({ abort, remainingMs, reserveMs }: Run): boolean {
  return !abort.signal.aborted && remainingMs() > reserveMs;
}

function begin(lane: Lane, { consumption, handling }: Run): Attempt {
  return attempt(recordOf(lane), consumption.handle, handling, consumption.now());
}

async function whileHandled(begun: PendingAttempt, lane: Lane, run: Run): Promise<EndedAttempt> {
  run.pending.set(lane, begun);
  const ended = await endOf(begun);
  run.pending.delete(lane);
  return ended;
}

function settleDone(done: DoneAttempt, lane: Lane, { consumption, schedule }: Run): boolean {
  consumption.observe(done);
  return schedule.settle(lane);
}

/** @returns whether the lane goes on at once. */
async function settleFailed(failed: FailedAttempt, lane: Lane, run: Run): Promise<boolean> {
  const settling = settleFailure(failed, run.consumption);
  run.settling.add(settling);
  const isSettled = await settling;
  run.settling.delete(settling);
  if (isSettled) return run.schedule.settle(lane);
  run.schedule.stop(lane);
  return false;
}

/** Treats what still runs as failed, so that a record that never ends is not waited for in all eternity. */
async function giveUp(run: Run): Promise<void> {
  const reason = new ServiceError('PROCESSING_TIMED_OUT', 'the invocation ran out of time');
  run.abort.abort(reason);
  const overdue = [...run.pending].map(([lane, { record, event }]) =>
    settleFailed({ kind: 'failed', record, event, reason }, lane, run),
  );
  await Promise.all([...overdue, ...run.settling]);
}
