import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableModel } from '../service-model/model.ts';
import { toClientConfig } from './client-config.ts';

const LONGEST_WAIT_SECONDS = 60;

/** Makes the tables that the template declares, with their streams and their expiry; those that exist stay as they are. */
export async function createTables(
  tables: readonly TableModel[],
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new DynamoDBClient(toClientConfig(variables));
  try {
    await Promise.all(tables.map((table) => createTable(client, table)));
  } finally {
    client.destroy();
  }
}

async function createTable(
  client: DynamoDBClient,
  { name, definition, timeToLiveAttribute }: TableModel,
) {
  try {
    const input = { TableName: name, BillingMode: 'PAY_PER_REQUEST', ...definition };
    await client.send(new CreateTableCommand(input as CreateTableCommandInput));
  } catch (failure) {
    if (!(failure instanceof ResourceInUseException)) throw failure;
  }
  await waitUntilTableExists(
    { client, minDelay: 1, maxDelay: 1, maxWaitTime: LONGEST_WAIT_SECONDS },
    { TableName: name },
  );
  if (timeToLiveAttribute !== undefined) await expireBy(client, name, timeToLiveAttribute);
}

async function expireBy(client: DynamoDBClient, name: string, attribute: string): Promise<void> {
  const { TimeToLiveDescription: known } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
  );
  if (known?.TimeToLiveStatus === 'ENABLED' || known?.TimeToLiveStatus === 'ENABLING') return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
    }),
  );
}
