import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { toTimestamp } from '../../domain/timestamp.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxName } from '../../registry/outbox-store.ts';
import type { Claim, ProvisioningStore } from '../../registry/provisioning-store.ts';
import type { DeviceCreation } from '../../registry/registry-store.ts';
import type { Newcomer } from '../../registry/newcomer.ts';
import { refusals } from '../../registry/refusals.ts';
import type { DocumentClient } from './client.ts';
import { isAbsent } from './conditions.ts';
import { authIdWrites, toCredentialsItem } from './credentials-store.ts';
import { writeWithinLimit } from './device-count.ts';
import { toDeviceItem } from './device-store.ts';
import { outboxWrites, toOutboxItem } from './outbox.ts';
import { Overtaken } from './overtaken.ts';
import { keyOf, outboxId } from './registry-keys.ts';
import { callWithin } from './call-within.ts';
import { jsonMember } from './item.ts';
import type { Table } from './table.ts';
import { put, remove, transact, update, type Write } from './transaction.ts';

/** An upload waits for a claim. */
const CLAIM = { attemptMs: 1000, deadlineMs: 2000 };

/** A device owed a notification has its name as `announcement`; the notification itself never expires. */
export function dynamoDbProvisioningStore(client: DocumentClient, name: string): ProvisioningStore {
  const table = { client, name };
  return {
    provisionDevice: (tenant, newcomer, change, notification, claimedUntilMs) =>
      writeWithinLimit(table, tenant, change, async (counting) => {
        const announcement = outboxId(change.atMs, randomUUID());
        const entry: OutboxEntry = { kind: 'provisioning', event: notification };
        const owed = toOutboxItem({ tenant, id: announcement }, entry);
        await transact(table, [
          ...counting,
          ...newcomerWrites(tenant, newcomer, change, announcement),
          put({ ...owed, claimedUntilMs }),
          ...outboxWrites(tenant, change),
        ]);
        return { tenant, id: announcement };
      }),
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

function newcomerWrites(
  tenant: TenantId,
  { device, document, credentials }: Pick<Newcomer, 'device' | 'document' | 'credentials'>,
  change: DeviceCreation,
  announcement: string,
): Write[] {
  const item = toDeviceItem(tenant, device, document, change);
  return [
    put({ ...item, provisioned: true, announcement }, isAbsent(refusals.deviceExists)),
    put(toCredentialsItem(tenant, device, change.credentialsVersion, credentials)),
    ...authIdWrites(tenant, device, [], credentials),
  ];
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
