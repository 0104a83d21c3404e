import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  effectKey,
  type Claimed,
  type Effect,
  type EffectLedger,
  type Lease,
} from '../../consumption/effect-ledger.ts';
import { ServiceError } from '../../domain/errors.ts';
import { expiryOf, type StateTable } from './state-item.ts';

/** One item for each effect of a record, kept as long as the table's retention: longer than the topic's has to be. */
export function dynamoDbEffectLedger(table: StateTable): EffectLedger {
  return {
    claim: async (effect, lease) => {
      const refusal = await refused(table, toClaim(table, effect, lease));
      return refusal === undefined ? 'claimed' : whoHolds(refusal);
    },
    complete: async (effect, holder) => {
      await refused(table, toCompletion(table, effect, holder));
    },
    release: async (effect, holder) => {
      await refused(table, toRelease(table, effect, holder));
    },
  };
}

export function keyOfEffect(effect: Effect): { readonly pk: string; readonly sk: string } {
  return { pk: `effect/${effectKey(effect)}`, sk: 'effect' };
}

/** @returns the refusal when the condition does not hold; undefined when the item was written. */
async function refused(
  { client }: StateTable,
  command: UpdateCommand | DeleteCommand,
): Promise<ConditionalCheckFailedException | undefined> {
  try {
    await (command instanceof UpdateCommand ? client.send(command) : client.send(command));
    return undefined;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return cause;
    throw new ServiceError('EFFECT_NOT_RECORDED', 'an effect could not be recorded', { cause });
  }
}

function whoHolds({ Item }: ConditionalCheckFailedException): Exclude<Claimed, 'claimed'> {
  return Item?.['isDone']?.BOOL === true ? 'done' : 'held-by-another';
}

/** An answer that was lost makes the client ask again: who holds the claim may have it once more. */
function toClaim(table: StateTable, effect: Effect, lease: Lease): UpdateCommand {
  return new UpdateCommand({
    TableName: table.name,
    Key: keyOfEffect(effect),
    UpdateExpression: 'SET holder = :holder, untilMs = :untilMs, isDone = :no, expires = :expires',
    ConditionExpression:
      'attribute_not_exists(pk) OR (isDone = :no AND (untilMs <= :nowMs OR holder = :holder))',
    ExpressionAttributeValues: {
      ':holder': lease.holder,
      ':nowMs': lease.nowMs,
      ':untilMs': lease.untilMs,
      ':no': false,
      ':expires': expiryOf(table),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

function toCompletion(table: StateTable, effect: Effect, holder: string): UpdateCommand {
  return new UpdateCommand({
    TableName: table.name,
    Key: keyOfEffect(effect),
    UpdateExpression: 'SET isDone = :yes, expires = :expires',
    ConditionExpression: 'holder = :holder',
    ExpressionAttributeValues: { ':holder': holder, ':yes': true, ':expires': expiryOf(table) },
  });
}

function toRelease(table: StateTable, effect: Effect, holder: string): DeleteCommand {
  return new DeleteCommand({
    TableName: table.name,
    Key: keyOfEffect(effect),
    ConditionExpression: 'holder = :holder AND isDone = :no',
    ExpressionAttributeValues: { ':holder': holder, ':no': false },
  });
}
