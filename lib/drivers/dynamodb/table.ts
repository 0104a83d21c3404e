import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type CallLimits, callWithin, READ } from './call-within.ts';
import type { DocumentClient } from './client.ts';
import { type Item, textMember } from './item.ts';
import { type BatchGet, type ItemReader, itemReader, toKey } from './item-reader.ts';
import type { ItemKey } from './registry-keys.ts';
import type { Write } from './transaction.ts';

export type Table = {
  readonly client: DocumentClient;
  readonly name: string;
  /** Of each request; unless said, a read's are for a device that waits. */
  readonly limits?: CallLimits;
  /** How reads and writes share requests; without it, each has its own. */
  readonly groups?: Groups;
};

export type Groups = Pick<ItemReader, 'getItem'> & {
  /** As `transact` of transaction.ts. */
  readonly transact: (writes: readonly Write[]) => Promise<void>;
};

/** Reads through the SDK. */
export function readerOf(table: Table): ItemReader {
  return itemReader(batchGetOf(table), table.limits);
}

export function batchGetOf({ client, name }: Table): BatchGet {
  return async (keys, options) => {
    const request = { [name]: { Keys: [...keys], ConsistentRead: true } };
    const get = new BatchGetCommand({ RequestItems: request });
    const { Responses: responses, UnprocessedKeys: rest } = await client.send(get, options);
    return { items: responses?.[name] ?? [], unprocessed: (rest?.[name]?.Keys ?? []).map(toKey) };
  };
}

/**
 * Reads are consistent: what was written is found.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function getItem(
  { client, name, groups, limits = READ }: Table,
  key: ItemKey,
): Promise<Item | undefined> {
  if (groups) return groups.getItem(key);
  const get = new GetCommand({ TableName: name, Key: key, ConsistentRead: true });
  const { Item: item } = await callWithin(limits, (options) => client.send(get, options));
  return item;
}

/** @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export function getItems(
  table: Table,
  keys: readonly ItemKey[],
): Promise<readonly (Item | undefined)[]> {
  return readerOf(table).getItems(keys);
}

type ItemPage = { readonly items: readonly Item[]; readonly next: string | undefined };

/**
 * Items of one partition in the order of their sort keys: as many as asked for, or as fit into 1 MB.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function queryPage(
  { client, name, limits = READ }: Table,
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
  const answer = await callWithin(limits, (options) => client.send(query, options));
  const last = answer.LastEvaluatedKey;
  return { items: answer.Items ?? [], next: last && textMember(last, 'sk') };
}

/** How many items a partition has. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export async function countItems(
  { client, name, limits = READ }: Table,
  partition: string,
): Promise<number> {
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
    const page = await callWithin(limits, (options) => client.send(query, options));
    [count, start] = [count + (page.Count ?? 0), page.LastEvaluatedKey];
  } while (start);
  return count;
}
