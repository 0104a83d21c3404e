import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ServiceError } from '../../domain/errors.ts';
import type { DocumentClient } from './client.ts';
import type { ItemKey } from './registry-keys.ts';

export type Item = Readonly<Record<string, unknown>>;
export type Table = { readonly client: DocumentClient; readonly name: string };
export type CallOptions = { readonly abortSignal: AbortSignal; readonly requestTimeout: number };

/** The service takes no more keys in one request. */
const MAX_KEYS = 100;
/** Waits before the keys are asked for again that a throttled table left out. */
const PAUSES_MS = [20, 60, 180, 540];
/** An upload waits for a read and is answered within 3 s; an attempt that hangs leaves time for another. */
const READ = { attemptMs: 1000, deadlineMs: 2000 };

/**
 * Reads are consistent: what was written is found.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function getItem({ client, name }: Table, key: ItemKey): Promise<Item | undefined> {
  const get = new GetCommand({ TableName: name, Key: key, ConsistentRead: true });
  const { Item: item } = await callWithin(READ, (options) => client.send(get, options));
  return item;
}

/**
 * One round trip for up to a hundred different keys, unless the table is throttled.
 *
 * @returns in the order of the keys; undefined where there is no item.
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function getItems(
  table: Table,
  keys: readonly ItemKey[],
): Promise<readonly (Item | undefined)[]> {
  const different = [...new Map(keys.map((key) => [textOf(key), key])).values()];
  const found = new Map<string, Item>();
  for (let start = 0; start < different.length; start += MAX_KEYS) {
    const some = different.slice(start, start + MAX_KEYS);
    const items = await callWithin(READ, (options) => getBatch(table, some, options));
    for (const item of items) found.set(textOf(item), item);
  }
  return keys.map((key) => found.get(textOf(key)));
}

type ItemPage = { readonly items: readonly Item[]; readonly next: string | undefined };

/**
 * Items of one partition in the order of their sort keys: as many as asked for, or as fit into 1 MB.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function queryPage(
  { client, name }: Table,
  partition: string,
  limit: number,
  after?: string,
): Promise<ItemPage> {
  const query = new QueryCommand({
    TableName: name,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    Limit: limit,
    ConsistentRead: true,
    ...(after !== undefined && { ExclusiveStartKey: { pk: partition, sk: after } }),
  });
  const answer = await callWithin(READ, (options) => client.send(query, options));
  const last = answer.LastEvaluatedKey;
  return { items: answer.Items ?? [], next: last && textMember(last, 'sk') };
}

/** How many items a partition has. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export async function countItems({ client, name }: Table, partition: string): Promise<number> {
  let [count, start]: [number, Record<string, unknown> | undefined] = [0, undefined];
  do {
    const query: QueryCommand = new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      Select: 'COUNT',
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await callWithin(READ, (options) => client.send(query, options));
    [count, start] = [count + (page.Count ?? 0), page.LastEvaluatedKey];
  } while (start);
  return count;
}

/** @throws {ServiceError} `REGISTRY_UNAVAILABLE`, also once the time is over */
export async function callWithin<Answer>(
  { attemptMs, deadlineMs }: { readonly attemptMs: number; readonly deadlineMs: number },
  call: (options: CallOptions) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call({
      abortSignal: AbortSignal.timeout(deadlineMs),
      requestTimeout: attemptMs,
    });
  } catch (cause) {
    throw unavailable(cause);
  }
}

export function unavailable(cause: unknown): ServiceError {
  return new ServiceError('REGISTRY_UNAVAILABLE', 'the device registry does not answer', { cause });
}

/** @throws {TypeError} this driver never wrote such an item */
export function textMember(item: Item, name: string): string {
  const value = item[name];
  if (typeof value === 'string') return value;
  throw new TypeError(`an item of the registry's table has no text ${JSON.stringify(name)}`);
}

/** @throws {TypeError} this driver never wrote such an item */
export function numberMember(item: Item, name: string): number {
  const value = item[name];
  if (typeof value === 'number') return value;
  throw new TypeError(`an item of the registry's table has no number ${JSON.stringify(name)}`);
}

/** Documents are kept as JSON text: a map of the store would bound their depth and round their numbers. */
export function jsonMember(item: Item, name: string): unknown {
  return JSON.parse(textMember(item, name));
}

async function getBatch(
  { client, name }: Table,
  keys: readonly ItemKey[],
  options: CallOptions,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let missing: Record<string, unknown>[] = [...keys];
  for (const pauseMs of [0, ...PAUSES_MS]) {
    if (pauseMs > 0) await pause(pauseMs);
    const request = { [name]: { Keys: missing, ConsistentRead: true } };
    const get = new BatchGetCommand({ RequestItems: request });
    const { Responses: responses, UnprocessedKeys: rest } = await client.send(get, options);
    found.push(...(responses?.[name] ?? []));
    missing = rest?.[name]?.Keys ?? [];
    if (missing.length === 0) return found;
  }
  throw new Error('the table is throttled and left keys unprocessed');
}

function textOf({ pk, sk }: Item): string {
  return JSON.stringify([pk, sk]);
}
