import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  MAX_CLOCK_SKEW_MS,
  type ConnectionReported,
  type DeviceStateChange,
  type DeviceStateStore,
  type EventReported,
} from '../../consumption/device-state-store.ts';
import { toDeviceState } from '../../consumption/device-state.ts';
import type { Position } from '../../consumption/consumed-event.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import { toStateEntries } from './device-state-entries.ts';
import { toUpdate, type StateItem, type StateTable } from './state-item.ts';

/** One item for each device, partition and content type, and one for its connection: a write costs what it changes. */
export function dynamoDbDeviceStateStore(table: StateTable): DeviceStateStore {
  return {
    apply: async (change) => {
      try {
        await table.client.send(toUpdate(table, toItem(change)));
      } catch (cause) {
        if (cause instanceof ConditionalCheckFailedException) return;
        throw new ServiceError('STATE_NOT_STORED', 'the state could not be stored', { cause });
      }
    },
    find: async (tenant, device) => {
      try {
        return toDeviceState(toStateEntries(await itemsOf(table, partitionKeyOf(tenant, device))));
      } catch (cause) {
        throw new ServiceError('STATE_NOT_READ', 'the state could not be read', { cause });
      }
    },
  };
}

async function itemsOf({ client, name }: StateTable, pk: string) {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** Neither identifier can have a slash. */
function partitionKeyOf(tenant: TenantId, device: DeviceId): string {
  return `device/${tenant}/${device}`;
}

function toItem(change: DeviceStateChange): StateItem {
  return change.kind === 'event' ? toEventItem(change) : toConnectionItem(change);
}

function toEventItem(change: EventReported): StateItem {
  const { contentType, payload, payloadBytes, reportedAtMs, reachability } = change;
  return {
    key: {
      pk: partitionKeyOf(change.tenant, change.device),
      sk: `event/${change.position.partition}/${contentType}`,
    },
    attributes: {
      ...toMark(change.position),
      contentType,
      payload,
      payloadBytes,
      reportedAtMs,
      ...(reachability && { reachability: { value: reachability, reportedAtMs } }),
    },
    ...ifLater(change.position),
  };
}

function toConnectionItem(change: ConnectionReported): StateItem {
  const { cause, remoteId, source, reportedAtMs } = change;
  const { condition, values } = ifLater(change.position);
  return {
    key: {
      pk: partitionKeyOf(change.tenant, change.device),
      sk: `connection/${change.position.partition}`,
    },
    attributes: { ...toMark(change.position), cause, remoteId, source, reportedAtMs },
    condition: cause === 'connected' ? condition : `(${condition}) AND ${ENDS_NO_OTHER}`,
    values: cause === 'connected' ? values : { ...values, ':connected': 'connected' },
  };
}

/** `:remoteId` is the value of the attribute of that name. */
const ENDS_NO_OTHER = '(attribute_not_exists(pk) OR cause <> :connected OR remoteId = :remoteId)';

function toMark({ offset, timestampMs }: Position) {
  return { markOffset: offset, markTimestampMs: timestampMs };
}

/** The store's form of `supersedes`. */
function ifLater({ timestampMs }: Position): Pick<StateItem, 'condition' | 'values'> {
  return {
    condition:
      'attribute_not_exists(pk) OR markOffset < :markOffset OR markTimestampMs < :latestRepeated',
    values: { ':latestRepeated': timestampMs - MAX_CLOCK_SKEW_MS },
  };
}
