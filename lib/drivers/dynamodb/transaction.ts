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
  readonly key: ItemKey;
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
/** An operator waits longer than a device; the function has 20 s. */
const WRITE = { attemptMs: 5000, deadlineMs: 7000 };

/** @throws {ServiceError} the first refusal, in the order of the writes; `REGISTRY_UNAVAILABLE` */
export async function transact(table: Table, writes: readonly Write[]): Promise<void> {
  if (table.groups) return table.groups.transact(writes);
  const reasons = await writeAll(table, writes);
  const refused = refusalOf(writes, reasons);
  if (refused) throw refused;
}

/** Why each of the writes was not made, in their order; empty once all of them are made. */
export type Reasons = NonNullable<TransactionCanceledException['CancellationReasons']>;

/** Makes all of the writes, or none when the condition of one does not hold. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export function writeAll(table: Table, writes: readonly Write[]): Promise<Reasons> {
  return callWithin(table.limits ?? WRITE, (options) => tryToWrite(table, writes, options));
}

/** @returns the first refusal, in the order of the writes; undefined when none of their conditions failed. */
export function refusalOf(writes: readonly Write[], reasons: Reasons): Error | undefined {
  const failed = reasons.findIndex(isRefusal);
  return writes[failed]?.refuse(reasons[failed]?.Item !== undefined);
}

export function put(item: Item & ItemKey, condition?: Condition): Write {
  return toWrite(item, condition, (TableName) => ({
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
  return toWrite(key, condition, (TableName) => ({
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
  return toWrite(key, condition, (TableName) => ({
    Update: {
      TableName,
      Key: key,
      UpdateExpression: `ADD ${additions.join(', ')}`,
      ...toExpressions(condition, numbers),
    },
  }));
}

export function remove(key: ItemKey, condition?: Condition): Write {
  return toWrite(key, condition, (TableName) => ({
    Delete: { TableName, Key: key, ...toExpressions(condition) },
  }));
}

function toWrite(
  { pk, sk }: ItemKey,
  condition: Condition | undefined,
  toItem: Write['toItem'],
): Write {
  return {
    key: { pk, sk },
    toItem,
    refuse: condition?.refuse ?? (() => unavailable('a write without condition')),
  };
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

async function tryToWrite(
  { client, name }: Table,
  writes: readonly Write[],
  options: CallOptions,
): Promise<Reasons> {
  const input = { TransactItems: writes.map(({ toItem }) => toItem(name)) };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteCommand(input), options);
      return [];
    } catch (failure) {
      if (!(failure instanceof TransactionCanceledException)) throw failure;
      const { CancellationReasons: reasons = [] } = failure;
      if (reasons.some(isRefusal)) return reasons;
      if (attempt === MAX_ATTEMPTS || !reasons.some(isRetryable)) throw failure;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

function isRefusal({ Code: code }: Reasons[number]): boolean {
  return code === 'ConditionalCheckFailed';
}

function isRetryable({ Code: code = '' }: Reasons[number]): boolean {
  return RETRYABLE.has(code);
}
