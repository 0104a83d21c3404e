/** A receiver may ask for a pause, not for the whole of an invocation. */
export const LONGEST_PAUSE_MS = 20_000;

/**
 * @param value of the header: seconds, or a date
 * @returns milliseconds to wait, 0 to {@link LONGEST_PAUSE_MS}; 0 for what cannot be read
 * @see RFC 9110, section 10.2.3
 */
export function pauseOf(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(waitMs) ? 0 : Math.min(Math.max(0, waitMs), LONGEST_PAUSE_MS);
}
