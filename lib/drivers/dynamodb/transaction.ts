import { setTimeout as pause } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from './registry-keys.ts';
import { type CallOptions, callWithin, unavailable } from './call-within.ts';
import type { Item } from './item.ts';
import type { Table } from './table.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Values = Readonly<Record<string, unknown>>;

/** One write of a transaction, and what it means when its condition does not hold. */
export type Write = {
  readonly toItem: (table: string) => TransactItem;
  /** @param exists whether the condition met an item at all. */
  readonly refuse: (exists: boolean) => Error;
};

export type Condition = {
  readonly holds: string;
  readonly values?: Values;
  readonly refuse: (exists: boolean) => Error;
};

/** Somebody else has one of the items in hand, or the table is throttled: nothing was written, and it may be tried again. */
const RETRYABLE = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
const MAX_ATTEMPTS = 8;
/** An operator waits longer than a device; the function has 10 s. */
const WRITE = { attemptMs: 5000, deadlineMs: 7000 };

/** @throws {ServiceError} the first refusal, in the order of the writes; `REGISTRY_UNAVAILABLE` */
export async function transact(table: Table, writes: readonly Write[]): Promise<void> {
  const refused = await callWithin(WRITE, (options) => tryToWrite(table, writes, options));
  if (refused) throw refused;
}

export function put(item: Item & ItemKey, condition?: Condition): Write {
  return toWrite(condition, (TableName) => ({
    Put: { TableName, Item: item, ...toExpressions(condition) },
  }));
}

/** Sets members of an item, removes one if asked to, and leaves the others alone. */
export function update(
  key: ItemKey,
  members: Values,
  condition: Condition,
  removed?: string,
): Write {
  const sets = Object.keys(members).map((name) => `#${name} = :new_${name}`);
  const removal = removed === undefined ? '' : ` REMOVE ${removed}`;
  return toWrite(condition, (TableName) => ({
    Update: {
      TableName,
      Key: key,
      UpdateExpression: `SET ${sets.join(', ')}${removal}`,
      ...toExpressions(condition, members),
    },
  }));
}

/** Adds to numbers of an item. */
export function add(
  key: ItemKey,
  numbers: Readonly<Record<string, number>>,
  condition: Condition,
): Write {
  const additions = Object.keys(numbers).map((name) => `#${name} :new_${name}`);
  return toWrite(condition, (TableName) => ({
    Update: {
      TableName,
      Key: key,
      UpdateExpression: `ADD ${additions.join(', ')}`,
      ...toExpressions(condition, numbers),
    },
  }));
}

export function remove(key: ItemKey, condition?: Condition): Write {
  return toWrite(condition, (TableName) => ({
    Delete: { TableName, Key: key, ...toExpressions(condition) },
  }));
}

function toWrite(condition: Condition | undefined, toItem: Write['toItem']): Write {
  return { toItem, refuse: condition?.refuse ?? (() => unavailable('a write without condition')) };
}

function toExpressions(condition: Condition | undefined, members: Values = {}) {
  const values: Record<string, unknown> = { ...condition?.values };
  const names: Record<string, string> = {};
  for (const [name, value] of Object.entries(members)) {
    names[`#${name}`] = name;
    values[`:new_${name}`] = value;
  }
  return {
    ...(condition && { ConditionExpression: condition.holds }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** @returns the refusal; undefined once everything is written. */
async function tryToWrite(
  { client, name }: Table,
  writes: readonly Write[],
  options: CallOptions,
): Promise<Error | undefined> {
  const input = { TransactItems: writes.map(({ toItem }) => toItem(name)) };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteCommand(input), options);
      return undefined;
    } catch (failure) {
      if (!(failure instanceof TransactionCanceledException)) throw failure;
      const refused = refusalOf(writes, failure);
      if (refused) return refused;
      if (attempt === MAX_ATTEMPTS || !isRetryable(failure)) throw failure;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

function refusalOf(
  writes: readonly Write[],
  { CancellationReasons: reasons = [] }: TransactionCanceledException,
): Error | undefined {
  const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  return writes[failed]?.refuse(reasons[failed]?.Item !== undefined);
}

function isRetryable({ CancellationReasons: reasons = [] }: TransactionCanceledException): boolean {
  return reasons.some(({ Code }) => RETRYABLE.has(Code ?? ''));
}
