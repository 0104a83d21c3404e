export type Throughput = {
  readonly perSecond: number;
  /** Microseconds of this process's CPU for each run. */
  readonly cpuEach: number;
  /** Milliseconds of each run. */
  readonly latencies: readonly number[];
};

/** Runs an action so many times, never more than `width` at once. The action gets its number, from 0. */
export async function runTogether(
  width: number,
  count: number,
  action: (number: number) => Promise<unknown>,
): Promise<Throughput> {
  const latencies: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) latencies.push(await timeOf(action, next++));
  };
  const startedMs = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: width }, work));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: (1000 * count) / (performance.now() - startedMs),
    cpuEach: (user + system) / count,
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
