import { isRetryable, ServiceError } from '../domain/errors.ts';
import type { FailedAttempt } from './attempt.ts';
import type { DeadLetterReason, DeadLetterSink } from './dead-letter-sink.ts';
import { isPast, type FailureCounter, type RetryBound } from './failure-counter.ts';
import type { Outcome } from './outcome.ts';

export type FailureSettlement = {
  readonly deadLetters: DeadLetterSink;
  readonly failureCounter: FailureCounter;
  readonly retryBound: RetryBound;
  readonly observe: (outcome: Outcome) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/**
 * Counts a failure, and keeps the record as a dead letter when no retry helps or it has had its share of them.
 *
 * @returns whether the record is settled; if not, it must come again. Never rejects: what cannot be counted or kept comes again.
 */
export async function settleFailure(
  failed: FailedAttempt,
  settlement: FailureSettlement,
): Promise<boolean> {
  let attempts: number | undefined;
  try {
    const verdict = await judge(failed, settlement);
    attempts = verdict.attempts;
    if (!verdict.isFinal) {
      settlement.observe({ ...failed, attempts });
      return false;
    }
    await settlement.deadLetters.append(
      failed.record,
      toReason(failed.reason, attempts, settlement),
    );
    settlement.observe({ ...failed, kind: 'dead-lettered', attempts });
    return true;
  } catch (obstacle) {
    settlement.observe({ ...failed, attempts, obstacle });
    return false;
  }
}

type Verdict = { readonly attempts: number; readonly isFinal: boolean };

async function judge(failed: FailedAttempt, settlement: FailureSettlement): Promise<Verdict> {
  if (!isRetryable(failed.reason)) return { attempts: 1, isFinal: true };
  const nowMs = settlement.now();
  const failures = await settlement.failureCounter.count(failed.record, nowMs);
  return { attempts: failures.attempts, isFinal: isPast(settlement.retryBound, failures, nowMs) };
}

function toReason(reason: unknown, attempts: number, { now }: FailureSettlement): DeadLetterReason {
  const { code, message } = toServiceError(reason);
  return { code, message: message.slice(0, MAX_MESSAGE_CHARACTERS), attempts, atMs: now() };
}

/** A header that repeats half the payload helps nobody. */
const MAX_MESSAGE_CHARACTERS = 500;

export function toServiceError(reason: unknown): ServiceError {
  if (reason instanceof ServiceError) return reason;
  const message = reason instanceof Error ? reason.message : String(reason);
  return new ServiceError('PROCESSING_FAILED', message, { cause: reason });
}
