export type Throughput = {
  readonly perSecond: number;
  /** Microseconds of this process's CPU for each run. */
  readonly cpuEach: number;
  /** Milliseconds of each run. */
  readonly latencies: readonly number[];
};

/**
 * Runs an action so many times, never more than `width` at once. The action gets its number, from 0.
 *
 * @param limitMs after which no more are begun: a loaded machine does fewer
 */
export async function runTogether(
  width: number,
  count: number,
  action: (number: number) => Promise<unknown>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<Throughput> {
  const latencies: number[] = [];
  let next = 0;
  const startedMs = performance.now();
  const isOver = () => next >= count || performance.now() - startedMs >= limitMs;
  const work = async (): Promise<void> => {
    while (!isOver()) latencies.push(await timeOf(action, next++));
  };
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: width }, work));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: (1000 * latencies.length) / (performance.now() - startedMs),
    cpuEach: (user + system) / latencies.length,
    latencies,
  };
}

export function runOneByOne(
  count: number,
  action: (number: number) => Promise<unknown>,
): Promise<Throughput> {
  return runTogether(1, count, action);
}

async function timeOf(
  action: (number: number) => Promise<unknown>,
  number: number,
): Promise<number> {
  const startedMs = performance.now();
  await action(number);
  return performance.now() - startedMs;
}
