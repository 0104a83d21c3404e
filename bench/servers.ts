import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDb, startDynamoDb } from '../local/dynamodb/start-dynamodb.ts';
import { type Kafka, startKafka } from '../local/kafka/start-kafka.ts';

/** What a benchmark may ask for; each server starts when it is first asked for. */
export type Servers = {
  readonly kafka: () => Promise<Kafka>;
  readonly dynamoDb: () => Promise<DynamoDb>;
};

/** Stops what was started, and removes its data, whatever becomes of the work. */
export async function withServers<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-'));
  const kafka = once(() =>
    startKafka({ dataDir: join(folder, 'kafka'), autoCreateTopics: true, report }),
  );
  const dynamoDb = once(() =>
    startDynamoDb({ dataDir: join(folder, 'dynamodb'), inMemory: true, report }),
  );
  try {
    return await work({ kafka: kafka.get, dynamoDb: dynamoDb.get });
  } finally {
    await Promise.allSettled([kafka.stop(), dynamoDb.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

function once<S extends { readonly stop: () => Promise<void> }>(start: () => Promise<S>) {
  let started: Promise<S> | undefined;
  return {
    get: () => (started ??= start()),
    stop: async () => (await started)?.stop(),
  };
}

function report(line: string): void {
  console.error(line);
}
