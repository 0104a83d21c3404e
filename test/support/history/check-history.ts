import type { Fact } from './facts.ts';
import { reorderings } from './order.ts';
import {
  alterations,
  isForwarded,
  isRefused,
  losses,
  missingDeadLetters,
  phantoms,
  refusedYetConsumed,
  unjustifiedDeadLetters,
  type Violation,
} from './rules.ts';
import { firstSuccess, type Trace, type Traces, toTraces } from './traces.ts';

/** Numbers of events, but for `duplicates` and `failedAttempts`, which are numbers of attempts. */
export type Counts = {
  readonly sent: number;
  readonly forwarded: number;
  readonly refused: number;
  /** Answered 5xx. */
  readonly undeliverable: number;
  readonly unanswered: number;
  readonly processed: number;
  /** Processed although the device was told 5xx, or nothing. */
  readonly processedUnconfirmed: number;
  readonly deadLettered: number;
  /** Successful attempts after an event's first. */
  readonly duplicates: number;
  readonly failedAttempts: number;
};

export type Verdict = {
  readonly ok: boolean;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
};

const everyRule = [
  losses,
  reorderings,
  phantoms,
  alterations,
  refusedYetConsumed,
  missingDeadLetters,
  unjustifiedDeadLetters,
];

/**
 * Decides whether the promises to devices were kept. A history in which nothing happened is in order: look at the counts.
 *
 * @throws {Error} when the history contradicts itself
 */
export function checkHistory(facts: readonly Fact[]): Verdict {
  const traces = toTraces(facts);
  const violations = everyRule.flatMap((rule) => rule(traces));
  return { ok: violations.length === 0, violations, counts: countEvents(traces) };
}

function countEvents({ byId }: Traces): Counts {
  const all = [...byId.values()];
  const number = (isCounted: (trace: Trace) => boolean): number => all.filter(isCounted).length;
  const outcomes = all.flatMap(({ attempts }) => attempts.map(({ fact }) => fact.outcome));
  const processed = number(isProcessed);
  const successes = outcomes.filter((outcome) => outcome === 'processed').length;
  return {
    sent: all.length,
    forwarded: number(isForwarded),
    refused: number(isRefused),
    undeliverable: number(({ answer }) => (answer?.fact.status ?? 0) >= 500),
    unanswered: number(({ answer }) => answer === undefined),
    processed,
    processedUnconfirmed: number((trace) => isProcessed(trace) && !isForwarded(trace)),
    deadLettered: number(({ deadLetters }) => deadLetters.length > 0),
    duplicates: successes - processed,
    failedAttempts: outcomes.length - successes,
  };
}

function isProcessed(trace: Trace): boolean {
  return firstSuccess(trace) !== undefined;
}
