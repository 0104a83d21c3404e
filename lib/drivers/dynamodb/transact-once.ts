import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Effect } from '../../consumption/effect-ledger.ts';
import { keyOfEffect } from './effect-ledger.ts';
import { expiryOf, type StateTable } from './state-item.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Writes the items and the mark that the effect is done in one transaction: both or neither, and never a second time
 * while the mark is kept. 99 items at most, in any tables of the account.
 *
 * @returns whether they were written; false when the effect is done already.
 * @throws {TransactionCanceledException} when a condition of the items does not hold, and whatever else the client throws
 */
export async function transactOnce(
  table: StateTable,
  effect: Effect,
  items: readonly TransactItem[],
): Promise<boolean> {
  try {
    await table.client.send(
      new TransactWriteCommand({ TransactItems: [toMark(table, effect), ...items] }),
    );
    return true;
  } catch (failure) {
    if (isMarked(failure)) return false;
    throw failure;
  }
}

function toMark(table: StateTable, effect: Effect): TransactItem {
  return {
    Put: {
      TableName: table.name,
      Item: { ...keyOfEffect(effect), isDone: true, expires: expiryOf(table) },
      ConditionExpression: 'attribute_not_exists(pk) OR isDone = :no',
      ExpressionAttributeValues: { ':no': false },
    },
  };
}

/** The mark is the first write of the transaction. */
function isMarked(failure: unknown): boolean {
  if (!(failure instanceof TransactionCanceledException)) return false;
  return failure.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
}
