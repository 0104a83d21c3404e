import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { recordName } from '../../consumption/record-name.ts';
import type { Failures, FailureCounter } from '../../consumption/failure-counter.ts';
import type { Position } from '../../consumption/consumed-event.ts';
import { ServiceError } from '../../domain/errors.ts';
import { expiryOf, type StateTable } from './state-item.ts';

/** One item for each record that ever failed. A count that is repeated because its answer was lost counts twice. */
export function dynamoDbFailureCounter(table: StateTable): FailureCounter {
  return {
    count: async (record, nowMs) => {
      try {
        const { Attributes: counted } = await table.client.send(toCount(table, record, nowMs));
        return toFailures(counted);
      } catch (cause) {
        throw new ServiceError('ATTEMPT_NOT_COUNTED', 'an attempt could not be counted', { cause });
      }
    },
  };
}

function toCount(table: StateTable, record: Position, nowMs: number): UpdateCommand {
  return new UpdateCommand({
    TableName: table.name,
    Key: { pk: `attempts/${recordName(record)}`, sk: 'attempts' },
    UpdateExpression:
      'SET firstFailedAtMs = if_not_exists(firstFailedAtMs, :now), expires = :expires ADD attempts :one',
    ExpressionAttributeValues: { ':now': nowMs, ':expires': expiryOf(table), ':one': 1 },
    ReturnValues: 'ALL_NEW',
  });
}

function toFailures(counted: Readonly<Record<string, unknown>> | undefined): Failures {
  const attempts = counted?.['attempts'];
  const firstFailedAtMs = counted?.['firstFailedAtMs'];
  if (typeof attempts === 'number' && typeof firstFailedAtMs === 'number') {
    return { attempts, firstFailedAtMs };
  }
  throw new TypeError('the store did not say how many attempts were counted');
}
