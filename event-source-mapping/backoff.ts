/** Bounds of the wait before a batch comes again, in milliseconds. */
export type Backoff = { readonly initialMs: number; readonly maximumMs: number };

export const DEFAULT_BACKOFF: Backoff = { initialMs: 100, maximumMs: 10_000 };

/**
 * Doubles with each failure in a row, up to the maximum, and takes between half and all of that.
 *
 * @param failures in a row, from 1.
 * @param random in [0, 1).
 */
export function backoffMs(backoff: Backoff, failures: number, random: () => number): number {
  const full = Math.min(backoff.maximumMs, backoff.initialMs * 2 ** (failures - 1));
  return full * (0.5 + random() / 2);
}
