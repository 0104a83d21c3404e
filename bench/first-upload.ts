import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKeyedTable } from '../test/support/keyed-table.ts';
import { lambdaContext } from '../test/support/lambda-context.ts';
import { basic, httpEvent } from '../test/support/http-events.ts';
import { type Benchmark, milliseconds, ratio } from './benchmark.ts';
import { withBundle } from './bundle.ts';
import { withBareFirstSend } from './first-send.ts';
import type { Servers } from './servers.ts';
import { timeToLine } from './start-to-line.ts';
import { alternate, median, ratioByRounds } from './statistics.ts';

const ROUNDS = 15;
const PROGRAM = join(import.meta.dirname, 'programs/first-upload.ts');
const TABLE = 'registry';
const ADMIN = 'admin:secret';

export const benchmark: Benchmark = {
  title:
    'From the start of a process to the first 202 of the bundled ingest function, sha-256 secret, nothing cached, against a bundled script with kafkajs alone and its first acknowledged send.',
  measure: (servers) =>
    withFirstUpload(servers, (startTo202) =>
      withBareFirstSend(servers, async (startToAcknowledged) => {
        const { bare, ours } = await alternate(ROUNDS, {
          bare: startToAcknowledged,
          ours: startTo202,
        });
        return [
          { what: 'bare script, p50', result: milliseconds(median(bare)) },
          { what: 'ingest, p50', result: milliseconds(median(ours)) },
          { what: 'ingest to bare', result: ratio(ratioByRounds(ours, bare)), budget: '≤ 1.5' },
        ];
      }),
    ),
};

/** Hands over a measurement of one start, in milliseconds. */
function withFirstUpload<T>(
  servers: Servers,
  work: (startTo202: () => Promise<number>) => Promise<T>,
): Promise<T> {
  return withRegisteredDevice(servers, (environment) =>
    withBundle(PROGRAM, async (file) => {
      const startTo202 = () => timeToLine({ file, environment, line: 'acknowledged' });
      await startTo202();
      return work(startTo202);
    }),
  );
}

export type Environment = Readonly<Record<string, string>>;

/** Hands over the variables of an ingest function, and as `BENCH_EVENT` an upload that it accepts. */
export async function withRegisteredDevice<T>(
  servers: Servers,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const environment = await environmentOf(servers);
  const tenant = `bench-${randomUUID()}`;
  await register(tenant, environment);
  const event = httpEvent({
    headers: { authorization: basic('device-1', tenant, 'secret') },
    body: '{"temperature": 21}',
  });
  return work({ ...environment, BENCH_EVENT: JSON.stringify(event) });
}

async function environmentOf(servers: Servers): Promise<Environment> {
  const [{ brokers }, { endpoint }] = await Promise.all([servers.kafka(), servers.dynamoDb()]);
  return {
    KAFKA_BROKERS: brokers.join(','),
    REGISTRY_TABLE: TABLE,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/** Through the registry's own API. */
async function register(tenant: string, environment: Environment): Promise<void> {
  Object.assign(process.env, environment, { TIDEGATE_ADMIN: ADMIN });
  await createTable();
  const { handler } = await import('../functions/registry.ts');
  const call = async (method: string, path: string, body: unknown): Promise<void> => {
    const headers = {
      authorization: `Basic ${Buffer.from(ADMIN).toString('base64')}`,
      'content-type': 'application/json',
    };
    const event = httpEvent({ method, path, headers, body: JSON.stringify(body) });
    const { statusCode } = await handler(event, lambdaContext());
    if (statusCode >= 300) throw new Error(`${method} ${path} was answered ${statusCode}`);
  };
  const hash = createHash('sha256').update('secret').digest('base64');
  const secrets = [{ 'hash-function': 'sha-256', 'pwd-hash': hash }];
  await call('POST', `/v1/tenants/${tenant}`, {});
  await call('POST', `/v1/devices/${tenant}/device-1`, {});
  await call('PUT', `/v1/credentials/${tenant}/device-1`, [
    { type: 'hashed-password', 'auth-id': 'device-1', secrets },
  ]);
}

async function createTable(): Promise<void> {
  const client = new DynamoDBClient({});
  await createKeyedTable(client, TABLE);
  client.destroy();
}
