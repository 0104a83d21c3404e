import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { testSetting } from './environment.ts';

/** Where the store of this test run listens. */
export function testDynamoDbEndpoint(): string {
  return testSetting('TEST_DYNAMODB_ENDPOINT');
}

/** A client of the store, closed when the test ends. */
export function dynamoDbClient(
  t: TestContext,
  endpoint = testDynamoDbEndpoint(),
  { region = 'eu-central-1', accessKeyId = 'test' } = {},
): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  t.after(() => client.destroy());
  return client;
}

/** A table name that no other test uses. */
export function uniqueTableName(name = 'table'): string {
  return `${name}-${randomUUID()}`;
}
