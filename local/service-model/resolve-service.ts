import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { COMPILE_CACHE } from '../compile-cache.ts';
import { StartFailure } from '../start-failure.ts';

const CACHE_FILE = 'service.json';
const LONGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Never handed to the framework: what it resolves is kept in a file. */
export const SECRETS: ReadonlySet<string> = new Set([
  'TIDEGATE_ADMIN',
  'AMQP_PASSWORD',
  'AMQP_KEY',
]);

export type ServiceSource = {
  /** Where `serverless.yml` is. */
  readonly serviceDir: string;
  /** Keeps the result, because resolving takes seconds and its input changes rarely. */
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined: the one that `serverless.yml` has when nothing is said. */
  readonly stage?: string;
};

/**
 * Resolves `serverless.yml` as the framework does, by running it.
 *
 * @returns the configuration with every variable resolved.
 * @throws {StartFailure} with what the framework says.
 */
export async function resolveService(source: ServiceSource): Promise<unknown> {
  const inputs = await readInputs(source.serviceDir);
  const variables = pickVariables(inputs, source.environment);
  const stage = source.stage === undefined ? [] : ['--stage', source.stage];
  const digest = digestOf([osls.version, ...inputs, ...stage, JSON.stringify(variables)]);
  const cached = await readCache(source.dataDir);
  if (cached?.digest === digest) return cached.configuration;
  const configuration: unknown = JSON.parse(
    await runFramework(source.serviceDir, variables, stage),
  );
  await mkdir(source.dataDir, { recursive: true });
  await writeFile(join(source.dataDir, CACHE_FILE), JSON.stringify({ digest, configuration }));
  return configuration;
}

/** `serverless.yml`, then every file of the folders that it includes files from, and of those that these include from. */
async function readInputs(serviceDir: string): Promise<string[]> {
  const main = await readFile(join(serviceDir, 'serverless.yml'), 'utf8');
  const folders = new Map<string, readonly string[]>();
  let unread = includedFolders([main]);
  while (unread.length > 0) {
    const files = await Promise.all(unread.map((folder) => readFolder(join(serviceDir, folder))));
    for (const [index, folder] of unread.entries()) folders.set(folder, files[index] ?? []);
    unread = includedFolders(files.flat()).filter((folder) => !folders.has(folder));
  }
  return [main, ...[...folders.values()].flat()];
}

/** Paths are from `serverless.yml`, wherever they stand. Those that are put together from variables are the framework's business. */
function includedFolders(texts: readonly string[]): string[] {
  const paths = texts.flatMap((text) => [...text.matchAll(/\$\{file\(([\w./-]+)\)/g)]);
  return [...new Set(paths.map(([, path = '']) => dirname(path)))];
}

async function readFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Promise.all(names.toSorted().map((name) => readFile(join(folder, name), 'utf8')));
}

/** The variables of the environment that the inputs ask for by `env:NAME`. */
function pickVariables(
  inputs: readonly string[],
  environment: ServiceSource['environment'],
): Record<string, string> {
  const asked = inputs.flatMap((text) => [...text.matchAll(/\benv:([A-Za-z_]\w*)/g)]);
  const names = new Set(asked.map(([, name = '']) => name).filter((name) => !SECRETS.has(name)));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

type Cached = { readonly digest: unknown; readonly configuration: unknown };

/** A file that is missing, or was cut short, is as good as none. */
async function readCache(dataDir: string): Promise<Cached | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, CACHE_FILE), 'utf8')) as Cached;
  } catch {
    return undefined;
  }
}

const osls = locateFramework();

function locateFramework(): { version: string; program: string } {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('osls/package.json');
  const { version, bin } = require(manifest) as { version: string; bin: Record<string, string> };
  return { version, program: join(dirname(manifest), bin['osls'] ?? 'bin/serverless.js') };
}

async function runFramework(
  serviceDir: string,
  variables: Readonly<Record<string, string>>,
  stage: readonly string[],
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, NODE_COMPILE_CACHE: COMPILE_CACHE, ...variables };
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [osls.program, 'print', '--format', 'json', ...stage],
      { cwd: serviceDir, env, maxBuffer: LONGEST_OUTPUT_BYTES },
    );
    return stdout;
  } catch (cause) {
    throw new StartFailure(`serverless.yml cannot be resolved: ${toReason(cause)}`, { cause });
  }
}

/** What the framework says, without the stack traces and hints around it. */
function toReason(failure: unknown): string {
  const { stdout = '', stderr = '' } = failure as { stdout?: string; stderr?: string };
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const told = lines.filter(
    (line) =>
      line !== '' && !/^(at |Error:$|Environment:|Docs:|Cannot resolve serverless\.yml)/.test(line),
  );
  return told.length === 0 ? String(failure) : told.join(' ');
}
