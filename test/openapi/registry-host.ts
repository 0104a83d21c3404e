import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTables } from '../../local/control-plane/tables.ts';
import { startDynamoDb } from '../../local/dynamodb/start-dynamodb.ts';
import { startGateway } from '../../local/gateway/gateway.ts';
import { type Outcome, toErrorPayload } from '../../local/lambda/outcome.ts';
import { createTeardown } from '../../local/teardown.ts';

export type RegistryHost = { readonly url: string; readonly stop: () => Promise<void> };

const TABLE = 'registry';
const KEYS = ['pk', 'sk'];
const ATTEMPTS = 5;

/** The function that is deployed, on DynamoDB Local, behind the local gateway; without Kafka, which it does not use. */
export async function startRegistry(administrator: string): Promise<RegistryHost> {
  const teardown = createTeardown();
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-registry-'));
  teardown.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  try {
    const store = await startDynamoDb({ dataDir: folder, inMemory: true, report });
    teardown.defer(store.stop);
    Object.assign(process.env, environment(store.endpoint, administrator));
    await createTables([registryTable()], environment(store.endpoint, administrator));
    const routes = [{ routeKey: 'ANY /v1/{proxy+}', functionName: 'registry' }];
    const gateway = await startGateway({ port: 0, routes, invoke: await invoker(), report });
    teardown.defer(gateway.stop);
    return { url: `http://127.0.0.1:${gateway.port}`, stop: teardown.run };
  } catch (failure) {
    await teardown.run();
    throw failure;
  }
}

function environment(endpoint: string, administrator: string) {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    REGISTRY_TABLE: TABLE,
    TIDEGATE_ADMIN: administrator,
    // Thousands of requests are refused, as they should be.
    LOG_LEVEL: 'error',
    METRICS: 'off',
  };
}

function registryTable() {
  return {
    name: TABLE,
    definition: {
      AttributeDefinitions: KEYS.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    },
  };
}

function report(line: string): void {
  console.error(line);
}

/** What it logs would bury the findings, and the answers say the same. */
function silence(): void {
  console.log = () => {};
}

/** The function reads its configuration when it is loaded. */
async function invoker(): Promise<(name: string, event: unknown) => Promise<Outcome>> {
  silence();
  const { handler } = await import('../../functions/registry.ts');
  const context = { awsRequestId: 'fuzz' } as Parameters<typeof handler>[1];
  return (_name, event) => persistently(() => call(handler, event, context));
}

async function call<Context>(
  handler: (event: unknown, context: Context) => Promise<unknown>,
  event: unknown,
  context: Context,
): Promise<Outcome> {
  try {
    return { kind: 'returned', payload: await handler(event, context) };
  } catch (failure) {
    return { kind: 'failed', payload: toErrorPayload(failure) };
  }
}

/** A client that is told 503 comes again, and schemathesis does not: a store that is late is no finding, one that never answers is. */
async function persistently(ask: () => Promise<Outcome>): Promise<Outcome> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    const outcome = await ask();
    if (!isUnavailable(outcome)) return outcome;
  }
  return ask();
}

function isUnavailable(outcome: Outcome): boolean {
  if (outcome.kind !== 'returned') return false;
  const { statusCode } = outcome.payload as { readonly statusCode?: unknown };
  return statusCode === 503;
}
