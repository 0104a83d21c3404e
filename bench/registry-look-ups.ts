import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { performance } from 'node:perf_hooks';
import { dynamoDbDeviceRegistry } from '../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../lib/drivers/dynamodb/table.ts';
import { dynamoDbRegistryStore } from '../lib/drivers/dynamodb/registry-store.ts';
import { parseTenantId } from '../lib/domain/identifiers.ts';
import type { Table } from '../lib/drivers/dynamodb/table.ts';
import { createKeyedTable } from '../test/support/keyed-table.ts';
import { type Benchmark, type Finding, milliseconds } from './benchmark.ts';
import { countedClient, type Reads } from './counted-client.ts';
import { addDevices, deviceNumber } from './registered-devices.ts';
import { percentile } from './statistics.ts';

/** Devices of the one tenant; `BENCH_DEVICES` takes other numbers, separated by commas. */
const SIZES = (process.env['BENCH_DEVICES'] ?? '1000,100000,1000000').split(',').map(Number);
const SAMPLES = 300;
const PAGE_SIZE = 200;
/** As the functions' own client has it, which gives up where this one waits. */
const MARSHALLING = { marshallOptions: { removeUndefinedValues: true } };
const TENANT = parseTenantId('bench');

export const benchmark: Benchmark = {
  title:
    'What the registry reads of DynamoDB Local for one upload of a device that is not cached, and for one page of a walk, with more and more devices of one tenant.',
  measure: async (servers) => {
    const { endpoint } = await servers.dynamoDb();
    const settings = {
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    };
    const client = new DynamoDBClient(settings);
    const table = { client: DynamoDBDocumentClient.from(client, MARSHALLING), name: 'registry' };
    await createKeyedTable(client, table.name);
    const version = { atMs: 0, version: 'first', outbox: [] };
    await dynamoDbRegistryStore(table.client, table.name).createTenant(TENANT, {}, version);
    return measureSizes(table);
  },
};

async function measureSizes(table: Table): Promise<Finding[]> {
  const findings: Finding[] = [];
  let there = 0;
  for (const size of SIZES) {
    await addDevices(table, TENANT, there, size);
    there = size;
    findings.push(...(await measure(table, size, 'an upload', upload)));
    findings.push(...(await measure(table, size, `a page of ${PAGE_SIZE}`, page)));
  }
  return findings;
}

type Read = (table: Table, size: number) => Promise<void>;

async function measure(table: Table, size: number, what: string, read: Read): Promise<Finding[]> {
  const reads: Reads = { trips: 0, units: 0 };
  const counted = { ...table, client: countedClient(table.client, reads) };
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const startedAt = performance.now();
    await read(counted, size);
    times.push(performance.now() - startedAt);
  }
  const each = `${reads.trips / SAMPLES} round trips, ${(reads.units / SAMPLES).toFixed(1)} units`;
  const quick = `p50 ${milliseconds(percentile(times, 0.5))}`;
  const slow = `p99 ${milliseconds(percentile(times, 0.99))}`;
  const name = `${what}, ${size.toLocaleString('en')} devices`;
  return [{ what: name, result: `${each}, ${quick}, ${slow}`, budget: 'flat' }];
}

/** Credentials, then the registration, of any device. */
async function upload({ client, name }: Table, size: number): Promise<void> {
  const registry = dynamoDbDeviceRegistry(readerOf({ client, name }));
  const id = deviceNumber(Math.floor(Math.random() * size));
  const { credentials } = await registry.findCredentials(TENANT, 'hashed-password', id);
  const [registration] = await registry.findRegistrations(TENANT, [id]);
  if (!credentials || !registration) throw new Error(`${id} is not there`);
}

/** From anywhere in the list. */
async function page({ client, name }: Table, size: number): Promise<void> {
  const after = deviceNumber(Math.floor(Math.random() * (size - PAGE_SIZE)));
  const found = await dynamoDbRegistryStore(client, name).listDevices(TENANT, PAGE_SIZE, after);
  if (found.items.length < PAGE_SIZE - 1) throw new Error(`${found.items.length} on a page`);
}
