import { ServiceError } from '../domain/errors.ts';
import type { Arrival } from './arrival.ts';
import { attempt, type EndedAttempt, endOf, type PendingAttempt } from './attempt.ts';
import type { DeadLetterSink } from './dead-letter-sink.ts';
import type { FailureCounter } from './failure-counter.ts';
import type { HandleEvent } from './handle-event.ts';
import { NotHereError } from './handler-failures.ts';
import { pause } from './pause.ts';
import { type FailureSettlement, settleFailure } from './settle-failure.ts';
import type { Turns } from './turns.ts';

export type ArrivalConsumption = Pick<FailureSettlement, 'retryBound' | 'observe' | 'now'> & {
  readonly handle: HandleEvent;
  /** Milliseconds that a handler has; what still runs then counts as failed. */
  readonly timeoutMs: number;
  /** Unless said, the network's own count, and the failures of this process. */
  readonly failureCounter?: FailureCounter | undefined;
  /** Unless said, what is given up is rejected: then the network has to keep it. */
  readonly deadLetters?: DeadLetterSink | undefined;
};

export type ArrivalRun = {
  readonly consumption: ArrivalConsumption;
  readonly turns: Turns;
  /** Once aborted nothing is begun. */
  readonly stopping: AbortSignal;
  /** Handlers that run. */
  readonly handling: Set<AbortController>;
};

/** Until the next attempt at a record; doubled after each failure, up to the second. */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/**
 * Attempts a record until it is processed or given up. In between it stays in hand, because what goes back to the network may be
 * overtaken by what is on its way.
 *
 * @returns whether it is settled for good; if not, it went back to the network.
 */
export async function settleArrival(arrival: Arrival, run: ArrivalRun): Promise<boolean> {
  const settlement = toFailureSettlement(arrival, run.consumption);
  let hasFailed = false;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    const ended = await run.turns.take(() => runOnce(arrival, run));
    if (ended === undefined) return handBack(arrival, hasFailed);
    if (await isSettled(ended, settlement)) {
      arrival.settle({ kind: 'accepted' });
      return true;
    }
    hasFailed = true;
    await pause(delayMs, AbortSignal.any([run.stopping, arrival.gone]));
    if (isForAnother(ended)) return handBack(arrival, false);
  }
}

function handBack(arrival: Arrival, hasFailed: boolean): false {
  arrival.settle({ kind: hasFailed ? 'modified' : 'released' });
  return false;
}

/** @returns undefined when it was not begun, or is not waited for any longer. */
async function runOnce(
  { record, gone }: Arrival,
  { consumption, handling, stopping }: ArrivalRun,
): Promise<EndedAttempt | undefined> {
  if (stopping.aborted || gone.aborted) return undefined;
  const abort = new AbortController();
  const { handle, now } = consumption;
  const begun = attempt(record, handle, { signal: abort.signal }, now());
  if (begun.kind !== 'pending') return begun;
  handling.add(abort);
  const ended = await endInTime(begun, consumption.timeoutMs, abort);
  handling.delete(abort);
  return ended;
}

/** @returns undefined when the application has given up waiting */
async function endInTime(
  begun: PendingAttempt,
  timeoutMs: number,
  abort: AbortController,
): Promise<EndedAttempt | undefined> {
  const { record, event } = begun;
  const { promise: timeIsUp, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, timeoutMs, undefined);
  abort.signal.addEventListener('abort', () => resolve(undefined));
  const ended = await Promise.race([endOf(begun), timeIsUp]);
  clearTimeout(timer);
  if (ended || abort.signal.aborted) return ended;
  const reason = new ServiceError('PROCESSING_TIMED_OUT', 'the handler ran out of time');
  abort.abort(reason);
  return { kind: 'failed', record, event, reason };
}

async function isSettled(ended: EndedAttempt, settlement: FailureSettlement): Promise<boolean> {
  if (ended.kind === 'failed' && !isForAnother(ended)) return settleFailure(ended, settlement);
  if (ended.kind === 'failed') settlement.observe({ ...ended, attempts: undefined });
  else settlement.observe(ended);
  return ended.kind !== 'failed';
}

function isForAnother(ended: EndedAttempt): boolean {
  return ended.kind === 'failed' && ended.reason instanceof NotHereError;
}

function toFailureSettlement(arrival: Arrival, consumption: ArrivalConsumption): FailureSettlement {
  return {
    ...consumption,
    failureCounter: consumption.failureCounter ?? countOn(arrival.earlierFailures),
    deadLetters: consumption.deadLetters ?? {
      append: async (_, reason) => arrival.settle({ kind: 'rejected', reason }),
    },
  };
}

function countOn(earlierFailures: number): FailureCounter {
  let attempts = earlierFailures;
  let firstFailedAtMs: number | undefined;
  return {
    count: async (_, nowMs) => {
      attempts += 1;
      firstFailedAtMs ??= nowMs;
      return { attempts, firstFailedAtMs };
    },
  };
}
