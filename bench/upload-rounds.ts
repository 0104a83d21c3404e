import { microseconds, milliseconds, perSecond } from './benchmark.ts';
import type { ServerProcess } from './gateway-process.ts';
import { median, percentile } from './statistics.ts';
import type { UploadOrder, UploadProcess, UploadReport } from './upload-process.ts';

/** What a load saw, and what it cost. */
export type Round = UploadReport & {
  /** Microseconds of the server's CPU for each upload. */
  readonly cpuEachUs: number;
};

export async function measureRound(
  { port, cpuMs }: ServerProcess,
  upload: UploadProcess,
  load: Omit<UploadOrder, 'port'>,
): Promise<Round> {
  const before = await cpuMs();
  const report = await upload({ ...load, port });
  const cpuUs = 1000 * ((await cpuMs()) - before);
  return { ...report, cpuEachUs: cpuUs / report.latencies.length };
}

export function cpuOf({ cpuEachUs }: Round): number {
  return cpuEachUs;
}

/** @throws {Error} when an upload was not taken: refusals cost something else */
export function toText(what: string, rounds: readonly Round[]): string {
  const failed = rounds.flatMap(({ statuses }) =>
    Object.entries(statuses).filter(([status]) => status !== '202'),
  );
  if (failed.length > 0) throw new Error(`${what}: ${JSON.stringify(failed)}`);
  const latencies = rounds.flatMap((round) => round.latencies);
  const cpuEachUs = median(rounds.map(cpuOf));
  return [
    perSecond(median(rounds.map((round) => round.perSecond))),
    `p50 ${milliseconds(median(latencies))}`,
    `p99 ${milliseconds(percentile(latencies, 0.99))}`,
    microseconds(cpuEachUs),
    `${perSecond(1e6 / cpuEachUs)} of CPU`,
  ].join(' · ');
}
