import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '../start-failure.ts';
import { cacheFolder, cacheKey, makeOnce } from './cache.ts';
import type { Jdk } from './jdk.ts';
import { type Artifacts, fetchArtifacts } from './maven.ts';

const run = promisify(execFile);
const LEASH = join(import.meta.dirname, 'Leash.java');

/** A server's program, ready to run. */
export type Installation = {
  /** Holds the jars and native libraries. */
  readonly folder: string;
  /** In a fixed order, as a class data archive demands. */
  readonly classPath: string;
};

export type Server = Artifacts & {
  /** A word for its files in the cache. */
  readonly name: string;
  /** Java classes of ours that run beside it. */
  readonly sources: readonly string[];
};

/**
 * Fetches a server's jars and compiles our classes to it, unless an earlier start has done so.
 *
 * @throws {StartFailure} Maven is missing, or could not fetch.
 */
export async function install(server: Server, jdk: Jdk, report: Report): Promise<Installation> {
  const sources = [LEASH, ...server.sources];
  const contents = await Promise.all([server.pom, ...sources].map((path) => readFile(path)));
  const folder = join(cacheFolder(), `${server.name}-${cacheKey(...contents)}`);
  await makeOnce(folder, async (unfinished) => {
    report(`fetching ${server.title} from Maven Central (once, about 50 MB)`);
    await fetchArtifacts(server, unfinished, report);
    await compile(sources, unfinished, jdk);
  });
  return { folder, classPath: classPathOf(folder) };
}

/** Into a jar, because a class data archive takes no folders. Runs on any JDK that we accept, whichever compiled it. */
async function compile(sources: readonly string[], folder: string, jdk: Jdk): Promise<void> {
  const classes = join(folder, 'classes');
  const tool = (name: string) => join(jdk.home, 'bin', name);
  await mkdir(classes);
  const options = ['--release', '17', '-d', classes, '-cp', classPathOf(folder)];
  await run(tool('javac'), [...options, ...sources]);
  await run(tool('jar'), ['--create', '--file', join(folder, 'tidegate.jar'), '-C', classes, '.']);
  await rm(classes, { recursive: true });
}

function classPathOf(folder: string): string {
  const jars = readdirSync(folder).filter((file) => file.endsWith('.jar'));
  return jars
    .sort()
    .map((jar) => join(folder, jar))
    .join(delimiter);
}
