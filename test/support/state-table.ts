import type { TestContext } from 'node:test';
import type { StateTable } from '../../lib/drivers/dynamodb/state-item.ts';
import { dynamoDbClient, uniqueTableName } from './dynamodb.ts';
import { createKeyedTable } from './keyed-table.ts';
import { testClient } from './registry-table.ts';

/** A table as `serverless.yml` declares it, for one test, and the product's own client of it. */
export async function stateTable(t: TestContext): Promise<StateTable> {
  const name = uniqueTableName('state');
  await createKeyedTable(dynamoDbClient(t), name);
  return { client: testClient(t), name, retentionSeconds: 86_400, now: Date.now };
}
