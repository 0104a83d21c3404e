import { resolve } from 'node:path';
import type { Command } from 'commander';
import { dynamoDbDocumentClient, type DocumentClient } from '../../lib/drivers/dynamodb/client.ts';
import { groupedRegistryStore } from '../../lib/drivers/dynamodb/groups/grouped-registry-store.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { readConnection } from '../../local/connection.ts';
import type { Context } from '../context.ts';
import { CommandFailure, toSentence } from '../failures.ts';

export type TableOptions = {
  readonly table?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
};

export type RegistryTable = {
  readonly store: RegistryStore;
  /** For the operator, who has to see which registry it is. */
  readonly description: string;
  readonly close: () => void;
};

export function withTableOptions(command: Command): Command {
  return command
    .option('--table <name>', "the registry's DynamoDB table (REGISTRY_TABLE)")
    .option('--region <region>', "the table's region (AWS_REGION)")
    .option('--endpoint-url <url>', 'of DynamoDB (AWS_ENDPOINT_URL_DYNAMODB)');
}

/**
 * The table that is named, with the credentials that the AWS SDK finds; the local cloud's when none is.
 *
 * @throws {CommandFailure} it cannot be read, or none is named and no local cloud runs
 */
export async function openRegistry(
  { table, region, endpointUrl }: TableOptions,
  { env }: Context,
): Promise<RegistryTable> {
  const name = table ?? env['REGISTRY_TABLE'];
  if (!name) return openLocalRegistry(env);
  const client = dynamoDbDocumentClient({
    ...(region !== undefined && { region }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  });
  const at = endpointUrl ?? region;
  return toRegistryTable(client, name, `table ${name}${at === undefined ? '' : ` (${at})`}`);
}

async function openLocalRegistry(env: Context['env']): Promise<RegistryTable> {
  const folder = resolve(env['TIDEGATE_DATA'] || '.tidegate');
  const local = await readConnection(folder);
  if (!local) {
    throw new CommandFailure(
      `no registry is named, and no local cloud runs with its data in ${folder}: name a table with --table, or npm start`,
    );
  }
  const client = dynamoDbDocumentClient({
    endpoint: local.dynamoDbEndpoint,
    region: local.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return toRegistryTable(client, local.registryTable, `the local cloud in ${folder}`);
}

/** One look tells whether the table is there and may be read, before anything waits for it. */
async function toRegistryTable(
  client: DocumentClient,
  name: string,
  description: string,
): Promise<RegistryTable> {
  const store = groupedRegistryStore(client, name);
  try {
    await store.listTenants(1);
  } catch (cause) {
    client.destroy();
    throw new CommandFailure(`${description}: ${toSentence(cause)}`, { cause });
  }
  return { store, description, close: () => client.destroy() };
}
