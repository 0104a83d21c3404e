import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { toTimestamp } from '../../domain/timestamp.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxName } from '../../registry/outbox-store.ts';
import type { Claim, ProvisioningStore } from '../../registry/provisioning-store.ts';
import { refusals } from '../../registry/refusals.ts';
import type { DocumentClient } from './client.ts';
import { isAbsent } from './conditions.ts';
import { toCredentialsItem } from './credentials-store.ts';
import { outboxWrites } from './outbox.ts';
import { Overtaken } from './overtaken.ts';
import { keyOf, outboxId } from './registry-keys.ts';
import { callWithin, jsonMember, type Table } from './table.ts';
import { put, remove, transact, update } from './transaction.ts';

/** An upload waits for a claim. */
const CLAIM = { attemptMs: 1000, deadlineMs: 2000 };

/** A device owed a notification has its name as `announcement`; the notification itself never expires. */
export function dynamoDbProvisioningStore(client: DocumentClient, name: string): ProvisioningStore {
  const table = { client, name };
  return {
    provisionDevice: async (tenant, id, device, change, notification, claimedUntilMs) => {
      const announcement = outboxId(change.atMs, randomUUID());
      const entry: OutboxEntry = { kind: 'provisioning', event: notification };
      await transact(table, [
        put(
          {
            ...keyOf.device(tenant, id),
            version: change.version,
            document: JSON.stringify(device),
            created: toTimestamp(change.atMs),
            provisioned: true,
            announcement,
          },
          isAbsent(refusals.deviceExists),
        ),
        put(toCredentialsItem(tenant, id, change.credentialsVersion, [])),
        put({
          ...keyOf.outboxEntry(tenant, announcement),
          entry: JSON.stringify(entry),
          claimedUntilMs,
        }),
        ...outboxWrites(tenant, change),
      ]);
      return { tenant, id: announcement };
    },
    claim: (owed, nowMs, claimedUntilMs) => claim(table, owed, nowMs, claimedUntilMs),
    settle: async (owed, { device }, change) => {
      const settled = remove(keyOf.outboxEntry(owed.tenant, owed.id));
      const members = { version: change.version, updated: toTimestamp(change.atMs) };
      const refuse = () => new Overtaken(`${device} is gone, or was told of already`);
      const isOwed = { holds: 'announcement = :owed', values: { ':owed': owed.id }, refuse };
      const told = update(keyOf.device(owed.tenant, device), members, isOwed, 'announcement');
      try {
        await transact(table, [told, settled, ...outboxWrites(owed.tenant, change)]);
      } catch (failure) {
        if (!(failure instanceof Overtaken)) throw failure;
        await transact(table, [settled]);
      }
    },
  };
}

async function claim(
  { client, name }: Table,
  { tenant, id }: OutboxName,
  nowMs: number,
  claimedUntilMs: number,
): Promise<Claim> {
  const write = new UpdateCommand({
    TableName: name,
    Key: keyOf.outboxEntry(tenant, id),
    UpdateExpression: 'SET claimedUntilMs = :until',
    ConditionExpression: 'claimedUntilMs <= :now',
    ExpressionAttributeValues: { ':until': claimedUntilMs, ':now': nowMs },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return callWithin(CLAIM, async (options) => {
    try {
      const { Attributes: item = {} } = await client.send(write, options);
      return toClaim(jsonMember(item, 'entry') as OutboxEntry);
    } catch (failure) {
      if (!(failure instanceof ConditionalCheckFailedException)) throw failure;
      return { kind: failure.Item === undefined ? 'settled' : 'held' };
    }
  });
}

/** @throws {TypeError} only notifications of provisioning are ever claimed */
function toClaim(entry: OutboxEntry): Claim {
  if (entry.kind === 'provisioning') return { kind: 'claimed', notification: entry.event };
  throw new TypeError(`an entry of kind ${entry.kind} was claimed`);
}
