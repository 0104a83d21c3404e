import type { Outcome } from './outcome.ts';

/** Requests that may wait for an environment, and for how long, before they are throttled. */
const LONGEST_LINE = 1000;
const LONGEST_WAIT_MS = 10_000;

export type Waiting = { readonly event: unknown; readonly settle: (outcome: Outcome) => void };

/** Requests for which no environment is free, first come, first served. */
export type WaitingLine = {
  readonly length: () => number;
  /** Settles as whoever takes the request from the line says, or `throttled` when nobody does. */
  readonly join: (event: unknown) => Promise<Outcome>;
  /** Takes the request that has waited longest. */
  readonly next: () => Waiting | undefined;
  readonly dismiss: () => void;
};

type Entry = Waiting & { readonly patience: NodeJS.Timeout };

export function createWaitingLine(): WaitingLine {
  const line: Entry[] = [];
  const take = (entry: Entry) => {
    clearTimeout(entry.patience);
    line.splice(line.indexOf(entry), 1);
  };
  const throttle = (entry: Entry) => {
    take(entry);
    entry.settle({ kind: 'throttled' });
  };
  return {
    length: () => line.length,
    join: (event) => {
      if (line.length >= LONGEST_LINE) return Promise.resolve({ kind: 'throttled' });
      return new Promise((settle) => {
        const patience = setTimeout(() => throttle(entry), LONGEST_WAIT_MS);
        const entry = { event, settle, patience };
        line.push(entry);
      });
    },
    next: () => {
      const [entry] = line;
      if (entry !== undefined) take(entry);
      return entry;
    },
    dismiss: () => {
      for (let [entry] = line; entry !== undefined; [entry] = line) throttle(entry);
    },
  };
}
