import {
  DynamoDBStreamsClient,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { Outcome } from '../lambda/outcome.ts';
import { pause } from '../pause.ts';
import type { StreamModel } from '../service-model/model.ts';
import type { Report } from '../start-failure.ts';
import { toClientConfig } from './client-config.ts';
import { findStream, listShards, readShard, type ShardReader } from './stream-reader.ts';
import { toStreamEvent, unsettledOf } from './stream-event.ts';

/** Lambda looks four times a second as well. */
const POLL_MS = 250;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

export type TableStreamPorts = {
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly report: Report;
};

export type TableStream = { readonly stop: () => Promise<void> };

/**
 * Invokes a function with the changes of a table, as Lambda's event source mapping for a stream of DynamoDB does, from the
 * oldest change that is kept. Patterns of a filter do not count here: the function is invoked for every change. A batch that
 * fails comes again from its first failure until it is done, and nothing behind it is handed out before.
 *
 * @see AWS Lambda, "Using AWS Lambda with Amazon DynamoDB"
 */
export function startTableStream(
  model: StreamModel,
  variables: Readonly<Record<string, string>>,
  ports: TableStreamPorts,
): TableStream {
  const client = new DynamoDBStreamsClient(toClientConfig(variables));
  const stopping = new AbortController();
  const running = follow(client, model, ports, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
      client.destroy();
    },
  };
}

/** A store that is away is told once, and asked until it is back. */
async function follow(
  client: DynamoDBStreamsClient,
  model: StreamModel,
  ports: TableStreamPorts,
  stopping: AbortSignal,
): Promise<void> {
  const done = new Set<string>();
  const readers = new Map<string, ShardReader>();
  let isAway = false;
  const hear = (isThere: boolean) => {
    if (isThere === !isAway) return;
    isAway = !isThere;
    ports.report(
      `the stream of ${model.tableName} ${isAway ? 'does not answer' : 'answers again'}`,
    );
  };
  while (!stopping.aborted) {
    try {
      const streamArn = await findStream(client, model.tableName);
      for (const { ShardId: shardId = '' } of await listShards(client, streamArn)) {
        if (done.has(shardId)) continue;
        hear(true);
        const shard = { StreamArn: streamArn, ShardId: shardId };
        const reader = readers.get(shardId) ?? readShard(client, shard);
        readers.set(shardId, reader);
        await followShard(reader, model, ports, stopping);
        if (!stopping.aborted) done.add(shardId);
      }
    } catch {
      hear(false);
    }
    await pause(POLL_MS, stopping);
  }
}

/** Settles once the shard is closed and done; DynamoDB Local has one that is open, and closes it when it begins the next. */
async function followShard(
  reader: ShardReader,
  model: StreamModel,
  ports: TableStreamPorts,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const records = await reader.next(model.batchSize);
    if (records === undefined) return;
    if (records.length === 0) await pause(POLL_MS, stopping);
    else await deliver(records, model, ports, stopping);
  }
}

async function deliver(
  records: readonly StreamRecord[],
  { functionName }: StreamModel,
  { invoke }: TableStreamPorts,
  stopping: AbortSignal,
): Promise<void> {
  let left = records;
  let retryMs = FIRST_RETRY_MS;
  while (left.length > 0 && !stopping.aborted) {
    left = unsettledOf(left, await invoke(functionName, toStreamEvent(left)));
    if (left.length === 0) return;
    await pause(retryMs, stopping);
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }
}
