import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isTenantId } from '../../domain/identifiers.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxArchive, OutboxItem } from '../../registry/outbox-store.ts';
import type { DocumentClient } from './client.ts';
import { OUTBOXES } from './registry-keys.ts';
import { callWithin } from './call-within.ts';
import { type Item, jsonMember, textMember } from './item.ts';
import type { Table } from './table.ts';

/** Nobody waits for a page. */
const READ = { attemptMs: 2000, deadlineMs: 5000 };
const PAGE_SIZE = 100;

/** What waits in the outboxes of the registry's table. */
export function dynamoDbOutboxArchive(client: DocumentClient, name: string): OutboxArchive {
  return {
    async *pagesOlderThan(ms) {
      for (const outbox of OUTBOXES) yield* pagesOf({ client, name }, outbox, ms);
    },
  };
}

/** Read one after the other, as they are asked for: what is published meanwhile is behind. */
async function* pagesOf(
  { client, name }: Table,
  outbox: string,
  beforeMs: number,
): AsyncGenerator<readonly OutboxItem[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const query: QueryCommand = new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :outbox AND sk < :before',
      ExpressionAttributeValues: { ':outbox': outbox, ':before': new Date(beforeMs).toISOString() },
      Limit: PAGE_SIZE,
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await callWithin(READ, (options) => client.send(query, options));
    if (page.Items && page.Items.length > 0) yield page.Items.flatMap(toOutboxItem);
    start = page.LastEvaluatedKey;
  } while (start);
}

function toOutboxItem(item: Item): OutboxItem[] {
  const [tenant, id] = [textMember(item, 'tenant'), textMember(item, 'sk')];
  if (!isTenantId(tenant)) return [];
  return [{ tenant, id, entry: jsonMember(item, 'entry') as OutboxEntry }];
}
