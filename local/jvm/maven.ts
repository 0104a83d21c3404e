import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Report, StartFailure } from '../start-failure.ts';

const PROGRESS_EVERY_MS = 3_000;
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

export type Artifacts = {
  /** What the operator reads: "Apache Kafka 4.3.1". */
  readonly title: string;
  /** The path of the `pom.xml` that names them. */
  readonly pom: string;
};

type Maven = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Copies what a `pom.xml` depends on, native libraries included, into a folder.
 *
 * @throws {StartFailure} Maven is missing, or could not fetch.
 */
export async function fetchArtifacts(
  { title, pom }: Artifacts,
  folder: string,
  report: Report,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
  const maven = spawn('mvn', ['-B', '-f', pom, ...goal, `-DoutputDirectory=${folder}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
  });
  const kill = () => void maven.kill();
  process.once('exit', kill);
  try {
    const problem = await problemOf(maven, title, report);
    if (problem === undefined) return;
    throw new StartFailure(`Maven could not fetch ${title}: ${problem}`);
  } finally {
    process.removeListener('exit', kill);
  }
}

/** @returns what Maven complains about, or nothing when it has done its work. */
async function problemOf(maven: Maven, title: string, report: Report): Promise<string | undefined> {
  const ended = once(maven, 'close').catch((cause: unknown) => {
    throw new StartFailure(
      `Tidegate needs Maven to fetch ${title}: install it (for instance Debian's maven) and put mvn on the PATH.`,
      { cause },
    );
  });
  const output = follow(createInterface(maven.stdout), title, report);
  const complaint = text(maven.stderr);
  const [code] = (await ended) as [number | null];
  if (code === 0) return undefined;
  return (await output) ?? ((await complaint).trim() || `mvn ended with exit code ${code}`);
}

/** Reports how far the downloads are. @returns the first problem that Maven named. */
async function follow(
  lines: AsyncIterable<string>,
  title: string,
  report: Report,
): Promise<string | undefined> {
  const startMs = Date.now();
  let bytes = 0;
  let problem: string | undefined;
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - startMs) / 1000);
    report(`fetching ${title}: ${(bytes / 1e6).toFixed(1)} MB after ${seconds} s`);
  }, PROGRESS_EVERY_MS);
  for await (const line of lines) {
    bytes += downloadedBytes(line);
    problem ??= /^\[ERROR\] (.+)/.exec(line)?.[1];
  }
  clearInterval(progress);
  return problem;
}

/** @param line of Maven's output, such as "[INFO] Downloaded from central: … (193 kB at 159 kB/s)". */
export function downloadedBytes(line: string): number {
  const [, amount = '0', unit = 'B'] = /Downloaded from .* \(([\d.]+) (\w+) at /.exec(line) ?? [];
  return Number(amount) * (UNIT_BYTES[unit] ?? 0);
}
