import type { LogRecord } from '../redrive/topic-log.ts';
import type { ReplayTarget } from './replay-target.ts';

export type Patience = {
  readonly target: ReplayTarget;
  /** Deliveries of one batch, at least 1. */
  readonly attempts: number;
  readonly pause: (ms: number) => Promise<void>;
  /** Aborted when nothing more should be delivered. */
  readonly signal: AbortSignal;
  /** Told of each delivery that did not settle all; the reason is undefined when the target has given none. */
  readonly report: (left: readonly LogRecord[], reason: unknown) => void;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Delivers again what was not settled, and only that. @returns what is left after the last attempt, in order */
export async function deliverPatiently(
  batch: readonly LogRecord[],
  { target, attempts, pause, signal, report }: Patience,
): Promise<readonly LogRecord[]> {
  let left = batch;
  for (let attempt = 1; left.length > 0 && attempt <= attempts; attempt += 1) {
    if (attempt > 1) await pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS));
    if (signal.aborted) return left;
    const told = await deliver(left, target);
    left = told.left;
    if (left.length > 0) report(left, told.reason);
  }
  return left;
}

async function deliver(records: readonly LogRecord[], target: ReplayTarget) {
  try {
    return { left: await target.deliver(records), reason: undefined };
  } catch (reason) {
    return { left: records, reason };
  }
}
