import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Report, StartFailure } from '../start-failure.ts';

const PROGRESS_EVERY_MS = 3_000;
const UNIT_BYTES = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 } as const;

export type Artifacts = {
  /** What the operator reads: "Apache Kafka 4.3.1". */
  readonly title: string;
  readonly pom: string;
};

/**
 * Copies what a `pom.xml` depends on, native libraries included, into a folder.
 *
 * @throws {StartFailure} Maven is missing, or could not fetch.
 */
export async function fetchArtifacts(
  { title, pom }: Artifacts,
  folder: string,
  report: Report,
): Promise<void> {
  const goal = 'dependency:copy-dependencies';
  const options = ['-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  const maven = spawn('mvn', ['-B', '-f', pom, goal, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(maven, 'close');
  const spawned = once(maven, 'spawn');
  ended.catch(() => {});
  await spawned.catch((cause: unknown) => {
    throw new StartFailure(
      `Tidegate needs Maven to fetch ${title}: install it (for instance Debian's maven) and put mvn on the PATH.`,
      { cause },
    );
  });
  maven.stderr.resume();
  const problem = await follow(createInterface(maven.stdout), title, report);
  const [code] = (await ended) as [number | null];
  if (code === 0) return;
  throw new StartFailure(
    `Maven could not fetch ${title}; check the network and Maven's settings.xml: ${problem}`,
  );
}

/** Reports how far the downloads are. @returns the first problem that Maven named. */
async function follow(
  lines: AsyncIterable<string>,
  title: string,
  report: Report,
): Promise<string> {
  const startMs = Date.now();
  let reportedMs = startMs;
  let bytes = 0;
  let problem = 'it gave no reason';
  for await (const line of lines) {
    bytes += downloadedBytes(line);
    if (problem === 'it gave no reason' && line.startsWith('[ERROR] ')) problem = line.slice(8);
    if (bytes === 0 || Date.now() - reportedMs < PROGRESS_EVERY_MS) continue;
    reportedMs = Date.now();
    const seconds = Math.round((reportedMs - startMs) / 1000);
    report(`fetching ${title}: ${(bytes / 1e6).toFixed(1)} MB after ${seconds} s`);
  }
  return problem;
}

/** @param line of Maven's output, such as "[INFO] Downloaded from central: … (193 kB at 159 kB/s)". */
export function downloadedBytes(line: string): number {
  const [, amount, unit] = /Downloaded from .* \(([\d.]+) ([kMG]?B) at /.exec(line) ?? [];
  return amount === undefined ? 0 : Number(amount) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES];
}
