export type Turns = {
  /** Runs the work when fewer than the bound do, in order of asking. */
  readonly take: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

/** @param atOnce works at the same time, at least 1 */
export function turns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    take: async (work) => {
      if (running < atOnce) running += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      try {
        return await work();
      } finally {
        // A turn is handed to the next as it is.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
