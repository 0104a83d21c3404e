import {
  DynamoDBStreamsClient,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { type Outcome, toErrorPayload } from '../lambda/outcome.ts';
import { pause } from '../pause.ts';
import type { StreamModel } from '../service-model/model.ts';
import type { Report } from '../start-failure.ts';
import { toClientConfig } from './client-config.ts';
import { readShard, type ShardReader, shardsOf } from './stream-reader.ts';
import { toStreamFilter } from './stream-filter.ts';
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
 * oldest change that is kept. What its filter patterns leave out counts as done. A batch that
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

/** A store that is away is asked until it is back. */
async function follow(
  client: DynamoDBStreamsClient,
  model: StreamModel,
  ports: TableStreamPorts,
  stopping: AbortSignal,
): Promise<void> {
  const readers = new Map<string, ShardReader>();
  const done = new Set<string>();
  const hear = announceOutages(`the stream of ${model.tableName}`, ports.report);
  while (!stopping.aborted) {
    try {
      for (const shard of await shardsOf(client, model.tableName)) {
        if (done.has(shard.ShardId)) continue;
        hear(undefined);
        const reader = readers.get(shard.ShardId) ?? readShard(client, shard);
        readers.set(shard.ShardId, reader);
        await followShard(reader, model, ports, stopping);
        if (!stopping.aborted) done.add(shard.ShardId);
      }
    } catch (failure) {
      hear(failure);
    }
    await pause(POLL_MS, stopping);
  }
}

/** Tells once that something is away, and once that it is back. */
function announceOutages(what: string, report: Report): (failure: unknown) => void {
  let isAway = false;
  return (failure) => {
    if (isAway === (failure !== undefined)) return;
    isAway = !isAway;
    report(`${what} ${isAway ? `does not answer: ${String(failure)}` : 'answers again'}`);
  };
}

/** Settles once the shard is closed and done; DynamoDB Local has one that is open, and closes it when it begins the next. */
async function followShard(
  reader: ShardReader,
  model: StreamModel,
  ports: TableStreamPorts,
  stopping: AbortSignal,
): Promise<void> {
  const isWanted = toStreamFilter(model.filterPatterns);
  while (!stopping.aborted) {
    const records = await reader.next(model.batchSize);
    if (records === undefined) return;
    if (records.length === 0) await pause(POLL_MS, stopping);
    else await deliver(records.filter(isWanted), model, ports, stopping);
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
    const invocation = invoke(functionName, toStreamEvent(left));
    left = unsettledOf(left, await invocation.catch(toFailure));
    if (left.length === 0) return;
    await pause(retryMs, stopping);
    retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }
}

/** An environment that could not be started: the batch comes again, too. */
function toFailure(failure: unknown): Outcome {
  return { kind: 'failed', payload: toErrorPayload(failure) };
}
