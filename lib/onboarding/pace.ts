export type Pace = {
  /** Resolves when the next call may be made. Calls are made in the order in which they asked. */
  readonly turn: () => Promise<void>;
};

/** Spreads calls evenly; the first of them need not wait. */
export function pace(
  callsPerSecond: number,
  clock: () => number,
  pause: (ms: number) => Promise<void>,
): Pace {
  const intervalMs = 1000 / callsPerSecond;
  let nextMs = 0;
  return {
    turn: async () => {
      const now = clock();
      const mineMs = Math.max(now, nextMs);
      nextMs = mineMs + intervalMs;
      if (mineMs > now) await pause(mineMs - now);
    },
  };
}
