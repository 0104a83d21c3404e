import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { toDeviceItem } from '../lib/drivers/dynamodb/device-store.ts';
import { toCredentialsItem } from '../lib/drivers/dynamodb/credentials-store.ts';
import { keyOf } from '../lib/drivers/dynamodb/registry-keys.ts';
import type { Table } from '../lib/drivers/dynamodb/table.ts';
import { type DeviceId, parseDeviceId, type TenantId } from '../lib/domain/identifiers.ts';

/** The service takes no more in one request. */
const ITEMS_PER_REQUEST = 25;
const DEVICES_PER_REQUEST = 8;
const REQUESTS_AT_ONCE = 12;

export function deviceNumber(number: number): DeviceId {
  return parseDeviceId(`device-${String(number).padStart(8, '0')}`);
}

/** Writes devices with a password each, past the registry, which would take much longer. */
export async function addDevices(
  table: Table,
  tenant: TenantId,
  from: number,
  to: number,
): Promise<void> {
  let next = from;
  const work = async () => {
    while (next < to) {
      const first = next;
      next += DEVICES_PER_REQUEST;
      const numbers = Array.from({ length: DEVICES_PER_REQUEST }, (_, n) => first + n);
      await write(
        table,
        numbers.filter((n) => n < to).flatMap((n) => itemsOf(tenant, n)),
      );
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
}

function itemsOf(tenant: TenantId, number: number): readonly object[] {
  const id = deviceNumber(number);
  const change = { atMs: 0, version: crypto.randomUUID(), outbox: [] };
  const material = { 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==' };
  const secrets = [{ id: 'secret', material }];
  const credential = { type: 'hashed-password', 'auth-id': id, secrets };
  const key = keyOf.authId(tenant, credential.type, id);
  return [
    toDeviceItem(tenant, id, { ext: { number }, defaults: { site: 'A' } }, change),
    toCredentialsItem(tenant, id, change.version, [credential]),
    { ...key, device: id, document: JSON.stringify(credential) },
  ];
}

async function write({ client, name }: Table, items: readonly object[]): Promise<void> {
  if (items.length > ITEMS_PER_REQUEST) throw new Error(`${items.length} items in one request`);
  const puts = items.map((Item) => ({ PutRequest: { Item: { ...Item } } }));
  const { UnprocessedItems: left } = await client.send(
    new BatchWriteCommand({ RequestItems: { [name]: puts } }),
  );
  if (left?.[name]?.length) throw new Error('DynamoDB left items unprocessed');
}
