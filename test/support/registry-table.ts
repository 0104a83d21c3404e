import type { TestContext } from 'node:test';
import { type DocumentClient, dynamoDbDocumentClient } from '../../lib/drivers/dynamodb/client.ts';
import { dynamoDbOutboxArchive } from '../../lib/drivers/dynamodb/outbox-archive.ts';
import type { OutboxEntry } from '../../lib/registry/outbox.ts';
import { dynamoDbClient, testDynamoDbEndpoint, uniqueTableName } from './dynamodb.ts';
import { createKeyedTable } from './keyed-table.ts';

export type RegistryTable = { readonly client: DocumentClient; readonly name: string };

/** A table as `serverless.yml` declares it, for one test, and the product's own client of it. */
export async function registryTable(t: TestContext): Promise<RegistryTable> {
  const name = uniqueTableName('registry');
  await createKeyedTable(dynamoDbClient(t), name, { stream: true });
  return { client: testClient(t), name };
}

/** @param endpoint where a store should be; the product's time-outs apply. */
export function testClient(t: TestContext, endpoint = testDynamoDbEndpoint()): DocumentClient {
  const client = dynamoDbDocumentClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  t.after(() => client.destroy());
  return client;
}

/** What waits to be published for a tenant, oldest first. */
export async function readOutbox(
  { client, name }: RegistryTable,
  tenant: string,
): Promise<readonly OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  const archive = dynamoDbOutboxArchive(client, name);
  for await (const items of archive.pagesOlderThan(END_OF_TIME_MS)) {
    entries.push(...items.filter((item) => item.tenant === tenant).map(({ entry }) => entry));
  }
  return entries;
}

const END_OF_TIME_MS = Date.parse('9999-01-01T00:00:00Z');
