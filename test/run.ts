/**
 * `node test/run.ts [--option=value …] [pattern …]`: runs the tests, all unless files, folders or patterns say which, with
 * one real broker and one real store for those that need them. Options are the test runner's own, such as
 * `--test-name-pattern=…`. Ends with the test runner's exit code. What hangs fails: a file after `TEST_FILE_MINUTES`, the whole
 * after `TEST_RUN_MINUTES`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startArtemis } from '../local/artemis/start-artemis.ts';
import { startDynamoDb } from '../local/dynamodb/start-dynamodb.ts';
import { startKafka } from '../local/kafka/start-kafka.ts';
import { StartFailure } from '../local/start-failure.ts';
import { unendedFiles } from './support/unended-files.ts';

const RUNNER_OPTIONS = [
  '--test',
  '--test-reporter=spec',
  // Two cores are what the smallest machine of continuous integration has.
  '--test-concurrency=2',
  '--test-timeout=600000',
  `--import=${join(import.meta.dirname, 'support/file-time-limit.ts')}`,
  // Said by every kafkajs client, which computes time-outs that lie in the past; Node takes them for none.
  '--disable-warning=TimeoutNegativeWarning',
];

/** These open no sockets. */
const WITHOUT_SERVERS = /^test\/(?:(?:unit|conformance|types|fixtures)\/|[^/]+\.test\.ts$)/;

/** The contract of event sinks needs an address that refuses what is too large. */
const SMALL_MESSAGES = { addressPrefix: 'event/small-', bytes: 5_000 };

/** Continuous integration gives up later than that, and then nobody is told why. */
const { TEST_RUN_MINUTES = '60' } = process.env;
/** For the test runner, to end its files and say what it knows. */
const GRACE_MS = 10_000;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

const [options, patterns] = partition(process.argv.slice(2), (word) => word.startsWith('--'));

try {
  process.exitCode = await runTests(testFiles(patterns));
} catch (failure) {
  if (!(failure instanceof StartFailure)) throw failure;
  console.error(failure.message);
  process.exitCode = 1;
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter((item) => belongs(item)), items.filter((item) => !belongs(item))];
}

/** @throws {StartFailure} no file matches. */
function testFiles(wanted: readonly string[]): string[] {
  const all = wanted.length === 0 ? ['test'] : wanted;
  const files = globSync(all.map(toPattern)).sort();
  if (files.length > 0) return files;
  throw new StartFailure(`No test file matches ${all.join(' ')}.`);
}

/** From the working directory, as `WITHOUT_SERVERS` expects; a folder stands for the tests in it. */
function toPattern(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return relative('', isFolder ? join(path, '**/*.test.ts') : path);
}

/** Whatever the tests leave behind lies in one folder, which goes when they end. */
async function runTests(files: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-test-run-'));
  const unended = join(folder, 'unended');
  await mkdir(unended);
  const limit = setTimeout(() => giveUp(unended), Number(TEST_RUN_MINUTES) * 60_000);
  const work = (servers: NodeJS.ProcessEnv) =>
    runNode(files, {
      TMPDIR: folder,
      TEST_UNENDED: unended,
      TEST_PACKAGE: join(folder, 'package'),
      // Files share most of what they load.
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
      ...servers,
    });
  try {
    if (files.every((file) => WITHOUT_SERVERS.test(file))) return await work({});
    return await withServers(folder, work);
  } finally {
    clearTimeout(limit);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Also when it is not the tests that hang. */
function giveUp(unended: string): void {
  report(`The tests have not ended after ${TEST_RUN_MINUTES} minutes. These files have not:`);
  for (const file of unendedFiles(unended)) report(`  ${file}`);
  process.exitCode = 1;
  stopping.abort();
  setTimeout(() => process.exit(1), GRACE_MS * 6).unref();
}

function report(line: string): void {
  console.error(line);
}

async function withServers<T>(
  dataDir: string,
  work: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const folder = (name: string) => ({ dataDir: join(dataDir, name), report });
  const running: { readonly stop: () => Promise<void> }[] = [];
  try {
    const kafka = await startKafka({ ...folder('kafka'), autoCreateTopics: true });
    running.push(kafka);
    const dynamoDb = await startDynamoDb({ ...folder('dynamodb'), inMemory: true });
    running.push(dynamoDb);
    const artemis = await startArtemis({ ...folder('artemis'), largestMessage: SMALL_MESSAGES });
    running.push(artemis);
    return await work({
      TEST_KAFKA_BROKERS: kafka.brokers.join(','),
      TEST_DYNAMODB_ENDPOINT: dynamoDb.endpoint,
      TEST_AMQP_PORT: String(artemis.port),
    });
  } finally {
    for (const server of running.toReversed()) await server.stop();
  }
}

async function runNode(files: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  if (stopping.signal.aborted) return 1;
  const node = spawn(process.execPath, [...RUNNER_OPTIONS, ...options, ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  stopping.signal.addEventListener('abort', () => {
    node.kill('SIGTERM');
    setTimeout(() => node.kill('SIGKILL'), GRACE_MS).unref();
  });
  const [code] = (await once(node, 'close')) as [number | null];
  return code ?? 1;
}
