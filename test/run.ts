/**
 * `node test/run.ts [patterns]`: runs the tests, all unless patterns say which, with one real broker and one real store
 * for those that need them. Ends with the test runner's exit code.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../local/dynamodb/start-dynamodb.ts';
import { startKafka } from '../local/kafka/start-kafka.ts';
import { StartFailure } from '../local/start-failure.ts';

/** Two cores are what the smallest machine of continuous integration has. */
const CONCURRENCY = 2;

/** These open no sockets. */
const WITHOUT_SERVERS = /^test\/(?:unit|conformance|types)\/|^test\/architecture\.test\.ts$/;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

try {
  process.exitCode = await runTests(testFiles(process.argv.slice(2)));
} catch (failure) {
  if (!(failure instanceof StartFailure)) throw failure;
  console.error(failure.message);
  process.exitCode = 1;
}

/** @throws {StartFailure} no file matches. */
function testFiles(patterns: readonly string[]): string[] {
  const wanted = patterns.length === 0 ? ['test/**/*.test.ts'] : [...patterns];
  const files = globSync(wanted).sort();
  if (files.length > 0) return files;
  throw new StartFailure(`No test file matches ${wanted.join(' ')}.`);
}

async function runTests(files: readonly string[]): Promise<number> {
  if (files.every((file) => WITHOUT_SERVERS.test(file))) return runNode(files, {});
  const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-test-'));
  try {
    return await withServers(dataDir, (environment) => runNode(files, environment));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function report(line: string): void {
  console.error(line);
}

async function withServers<T>(
  dataDir: string,
  work: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const kafka = await startKafka({
    dataDir: join(dataDir, 'kafka'),
    autoCreateTopics: true,
    report,
  });
  try {
    const options = { dataDir: join(dataDir, 'dynamodb'), inMemory: true, report };
    const dynamoDb = await startDynamoDb(options);
    try {
      return await work({
        TEST_KAFKA_BROKERS: kafka.brokers.join(','),
        TEST_DYNAMODB_ENDPOINT: dynamoDb.endpoint,
      });
    } finally {
      await dynamoDb.stop();
    }
  } finally {
    await kafka.stop();
  }
}

async function runNode(files: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  if (stopping.signal.aborted) return 1;
  const options = ['--test', '--test-reporter=spec', `--test-concurrency=${CONCURRENCY}`];
  const node = spawn(process.execPath, [...options, ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  stopping.signal.addEventListener('abort', () => node.kill('SIGTERM'));
  const [code] = (await once(node, 'close')) as [number | null];
  return code ?? 1;
}
