import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a number is worth without: where, when, and how it came about. */
export type Circumstances = {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly command: string;
  /** Processes that wanted to run in the minute before: much above 0 means that the machine was not ours alone. */
  readonly loadBefore: number;
};

export function describeCircumstances(command: string): Circumstances {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const processor = cpus()[0]?.model ?? 'unknown processor';
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${availableParallelism()} × ${processor}, ${gigabytes} GiB, ${type()} ${release()}`,
    node: process.version,
    command,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
