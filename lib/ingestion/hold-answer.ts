import type { EventRecord } from '../domain/event-record.ts';

/** Resolves when the device's wait is over. @param remainingMs until there has to be an answer */
export type HoldAnswer = (record: EventRecord, remainingMs: number) => Promise<void>;

export type HoldLimits = {
  /** Answers that are held at the same time; a device beyond them is answered at once. */
  readonly maxHeld: number;
  /** Milliseconds that the answer itself needs. */
  readonly reserveMs: number;
};

/**
 * Holds the answer to a device that said it waits (`hono-ttd`), for as long as the record says.
 *
 * @see Hono, HTTP adapter, "Specifying the time a device will wait for a response"
 */
export function holdAnswers(wait: (ms: number) => Promise<void>, limits: HoldLimits): HoldAnswer {
  let held = 0;
  return async ({ timeUntilDisconnectSeconds = 0 }, remainingMs) => {
    const ms = Math.min(timeUntilDisconnectSeconds * 1000, remainingMs - limits.reserveMs);
    if (ms <= 0 || held >= limits.maxHeld) return;
    held += 1;
    try {
      await wait(ms);
    } finally {
      held -= 1;
    }
  };
}
