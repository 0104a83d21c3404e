import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDb, startDynamoDb } from '../../local/dynamodb/start-dynamodb.ts';
import { dynamoDbClient, testDynamoDbEndpoint, uniqueTableName } from '../support/dynamodb.ts';
import { answersOn } from '../support/network.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

void describe('the store of the test run', () => {
  void test('has tables with streams', async (t) => {
    const client = dynamoDbClient(t);
    const table = uniqueTableName();

    await createTable(client, table);

    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    assert.equal(Table?.StreamSpecification?.StreamViewType, 'NEW_AND_OLD_IMAGES');
  });
});

void describe('a store', () => {
  const kept = temporaryFolder();
  let store: DynamoDb;
  before(async () => {
    store = await startDynamoDb({ dataDir: kept, report });
  });
  after(() => store.stop());

  for (const ending of ['stop', 'kill'] as const) {
    void test(`keeps its items over a ${ending}`, async (t) => {
      const table = uniqueTableName();
      await createTable(dynamoDbClient(t, store.endpoint), table);
      await putItem(dynamoDbClient(t, store.endpoint), table, 'kept');

      await store[ending]();
      await store.exited;
      store = await startDynamoDb({ dataDir: kept, report });

      assert.equal(await hasItem(dynamoDbClient(t, store.endpoint), table, 'kept'), true);
    });
  }

  void test('shows the same tables to any credentials and region', async (t) => {
    const table = uniqueTableName();
    await createTable(dynamoDbClient(t), table);

    const other = dynamoDbClient(t, testDynamoDbEndpoint(), {
      region: 'us-east-1',
      accessKeyId: 'other',
    });

    assert.equal(await hasItem(other, table, 'none'), false);
  });

  void test('in memory forgets its tables', async (t) => {
    const dataDir = temporaryFolder();
    const table = uniqueTableName();
    const first = await startDynamoDb({ dataDir, inMemory: true, report });
    await createTable(dynamoDbClient(t, first.endpoint), table);
    await first.stop();

    const second = await startDynamoDb({ dataDir, inMemory: true, report });
    t.after(() => second.stop());

    const looking = hasItem(dynamoDbClient(t, second.endpoint), table, 'kept');
    await assert.rejects(looking, ResourceNotFoundException);
  });

  void test('listens on the loopback address only', async () => {
    assert.equal(await answersOn('127.0.0.1', store.port), true);
    assert.equal(await answersOn('127.0.0.2', store.port), false);
  });
});

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
}

async function putItem(client: DynamoDBClient, table: string, id: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id } } }));
}

async function hasItem(client: DynamoDBClient, table: string, id: string): Promise<boolean> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { id: { S: id } } }),
  );
  return Item !== undefined;
}

function report(): void {
  // Nothing to say: the test run has prepared everything.
}
