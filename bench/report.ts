import { appendFile } from 'node:fs/promises';
import type { Benchmark, Finding } from './benchmark.ts';
import type { Circumstances } from './machine.ts';

const RESULTS = new URL('RESULTS.md', import.meta.url);

/** A section of `bench/RESULTS.md`. */
export function toSection(
  name: string,
  { title }: Pick<Benchmark, 'title'>,
  circumstances: Circumstances,
  findings: readonly Finding[],
): string {
  const { date, machine, node, command, loadBefore } = circumstances;
  return [
    `## ${name} · ${date} UTC`,
    '',
    title,
    '',
    `${machine}; Node ${node}; load before ${loadBefore}; \`${command}\``,
    '',
    '| what | result | budget |',
    '| --- | --- | --- |',
    ...findings.map(({ what, result, budget = '' }) => `| ${what} | ${result} | ${budget} |`),
    '',
  ].join('\n');
}

export async function appendToResults(section: string): Promise<void> {
  await appendFile(RESULTS, `\n${section}`);
}
