import type { Outcome } from './outcome.ts';

/** Requests that may wait for an environment, and for how long, before they are throttled. */
const LONGEST_LINE = 1000;
const LONGEST_WAIT_MS = 10_000;

export type Waiting = { readonly event: unknown; readonly settle: (outcome: Outcome) => void };

/** Requests for which no environment is free, first come, first served. */
export type WaitingLine = {
  readonly length: () => number;
  /** Settles with what `settle` is told, or `throttled`. */
  readonly join: (event: unknown) => Promise<Outcome>;
  readonly next: () => Waiting | undefined;
  readonly dismiss: () => void;
};

export function createWaitingLine(): WaitingLine {
  const line: Waiting[] = [];
  return {
    length: () => line.length,
    join: (event) => {
      if (line.length >= LONGEST_LINE) return Promise.resolve({ kind: 'throttled' });
      return new Promise((resolve) => {
        const settle = (outcome: Outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        };
        const waiting = { event, settle };
        const timer = setTimeout(() => {
          line.splice(line.indexOf(waiting), 1);
          settle({ kind: 'throttled' });
        }, LONGEST_WAIT_MS);
        line.push(waiting);
      });
    },
    next: () => line.shift(),
    dismiss: () => {
      for (const { settle } of line.splice(0)) settle({ kind: 'throttled' });
    },
  };
}
