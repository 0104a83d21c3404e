/** @returns false when the time is over first; the work then goes on unwatched. @throws what the work throws before. */
export async function endsWithin(work: Promise<unknown>, timeMs: number): Promise<boolean> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, clamp(timeMs), false);
  try {
    return await Promise.race([work.then(() => true), timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}

function clamp(timeMs: number): number {
  return Math.max(0, Math.min(timeMs, LONGEST_TIMER_MS));
}

/** A longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
