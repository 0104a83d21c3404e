import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKeyedTable } from '../test/support/keyed-table.ts';
import { type Benchmark, type Finding, microseconds, perSecond } from './benchmark.ts';
import type { Servers } from './servers.ts';

const PROGRAM = join(import.meta.dirname, 'programs/tidegate.ts');
const DEVICES = Number(process.env['BENCH_DEVICES'] ?? 100_000);
const SECRET = { 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==', salt: 'c2FsdA==' };

export const benchmark: Benchmark = {
  title: `Import and export of ${DEVICES.toLocaleString('en')} devices with a password each, two lines a device, by the operator's command on DynamoDB Local; its memory beside that for a tenth of them.`,
  measure: async (servers) => {
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-bulk-'));
    try {
      const few = await measure(servers, folder, Math.ceil(DEVICES / 10));
      const all = await measure(servers, folder, DEVICES);
      return [...toFindings(few), ...toFindings(all)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Result = { readonly entities: number; readonly runs: Readonly<Record<string, Run>> };
type Run = {
  readonly seconds: number;
  /** The largest, in bytes. */
  readonly memory: number;
  /** Of the command, without the store, in microseconds. */
  readonly cpu: number;
};

function toFindings({ entities, runs }: Result): Finding[] {
  return Object.entries(runs).map(([what, { seconds, memory, cpu }]) => ({
    what: `${what}, ${entities.toLocaleString('en')} lines`,
    result: `${perSecond(entities / seconds)}, ${seconds.toFixed()} s, ${(memory / 2 ** 20).toFixed()} MB, ${microseconds(cpu / entities)} CPU a line`,
  }));
}

async function measure(servers: Servers, folder: string, devices: number): Promise<Result> {
  const file = join(folder, `${devices}.jsonl`);
  await pipeline(Readable.from(registryOf(devices)), createWriteStream(file));
  const tidegate = await commandOn(servers);
  return {
    entities: 1 + 2 * devices,
    runs: {
      'dry run': await tidegate('import', file, '--dry-run'),
      import: await tidegate('import', file),
      'import again, all unchanged': await tidegate('import', file),
      export: await tidegate('export', '--with-credentials', '--output', `${file}.export`),
    },
  };
}

function* registryOf(devices: number): Generator<string> {
  const ofTenant = { 'tenant-id': 'bench' };
  yield toLine({ ...ofTenant, tenant: {} });
  for (let index = 0; index < devices; index++) {
    const ofDevice = { ...ofTenant, 'device-id': `device-${index}` };
    const password = {
      type: 'hashed-password',
      'auth-id': `sensor-${index}`,
      secrets: [SECRET],
    };
    yield toLine({ ...ofDevice, device: { enabled: true } });
    yield toLine({ ...ofDevice, credentials: [password] });
  }
}

function toLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** The command, on a table of its own. */
async function commandOn(servers: Servers) {
  const { endpoint } = await servers.dynamoDb();
  const table = `bulk-${randomUUID()}`;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  await createKeyedTable(client, table);
  client.destroy();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  return async (...words: readonly string[]): Promise<Run> => {
    const startMs = performance.now();
    const child = spawn(process.execPath, [PROGRAM, 'registry', ...words, '--table', table], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const closed = once(child, 'close');
    const told = await text(child.stderr);
    const [code] = (await closed) as [number | null];
    if (code !== 0) throw new Error(`${words.join(' ')}: ${told}`);
    return {
      seconds: (performance.now() - startMs) / 1000,
      memory: figureOf('memory', told),
      cpu: figureOf('cpu', told),
    };
  };
}

function figureOf(name: string, told: string): number {
  const figure = new RegExp(`^${name} (\\d+)$`, 'm').exec(told)?.[1];
  if (figure === undefined) throw new Error(`the command does not tell its ${name}: ${told}`);
  return Number(figure);
}
