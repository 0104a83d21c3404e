import type { TestContext } from 'node:test';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { StateTable } from '../../lib/drivers/dynamodb/state-item.ts';
import { dynamoDbClient, uniqueTableName } from './dynamodb.ts';
import { testClient } from './registry-table.ts';

/** A table as `serverless.yml` declares it, for one test, and the product's own client of it. */
export async function stateTable(t: TestContext): Promise<StateTable> {
  const name = uniqueTableName('state');
  await dynamoDbClient(t).send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  return { client: testClient(t), name, retentionSeconds: 86_400, now: Date.now };
}
