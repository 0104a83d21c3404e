import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { OutboxName, OutboxStore } from '../../registry/outbox-store.ts';
import type { DocumentClient } from './client.ts';
import { type ItemKey, keyOf } from './registry-keys.ts';
import { callWithin } from './call-within.ts';
import { getItems } from './table.ts';

/** Nobody waits for a removal. */
const REMOVAL = { attemptMs: 2000, deadlineMs: 5000 };

/** The outbox of the registry's table. */
export function dynamoDbOutboxStore(client: DocumentClient, name: string): OutboxStore {
  const table = { client, name };
  return {
    findUnpublished: async (items) => {
      const found = await getItems(table, items.map(toKey));
      return items.filter((_item, index) => found[index] !== undefined);
    },
    remove: async (entry) => {
      const remove = new DeleteCommand({ TableName: name, Key: toKey(entry) });
      await callWithin(REMOVAL, (options) => client.send(remove, options));
    },
  };
}

function toKey({ tenant, id }: OutboxName): ItemKey {
  return keyOf.outboxEntry(tenant, id);
}
