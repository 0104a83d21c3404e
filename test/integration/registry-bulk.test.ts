import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { exported, lines } from '../support/bulk.ts';
import { runCommand } from '../support/command-line.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { type RegistryTable, registryTable } from '../support/registry-table.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const TIDEGATE = join(import.meta.dirname, '../../cli/tidegate.js');
const DEVICES = 40;
const NAMES = Array.from({ length: DEVICES }, (_, index) => `d${String(index).padStart(3, '0')}`);
/** A store on a slow machine answers only so many in time. */
const FEW = ['--concurrency', '4'];
const SECRET = { id: 's1', 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==' };

/** As an export says it. */
const REGISTRY = lines(
  { 'tidegate-registry': 1 },
  { 'tenant-id': 'acme', tenant: { enabled: true } },
  ...NAMES.map((id) => ({ 'tenant-id': 'acme', 'device-id': id, device: { via: ['gw'] } })),
  ...NAMES.map((id) => ({
    'tenant-id': 'acme',
    'device-id': id,
    credentials: [{ type: 'hashed-password', 'auth-id': id, secrets: [SECRET] }],
  })),
  { end: { lines: 1 + 2 * DEVICES } },
);

describe('tidegate registry, on DynamoDB', () => {
  before(() => {
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: testDynamoDbEndpoint(),
    });
  });

  test('imports what is piped into it, and exports the same', async (t) => {
    const table = await registryTable(t);

    const imported = await piped(table, ['import', '-', '--json', ...FEW], REGISTRY);
    const again = await tidegate(table, ['export', '--with-credentials']);

    assert.equal(imported.code, 0, imported.stderr);
    const summary = JSON.parse(imported.stdout) as {
      readonly device: { readonly created: number };
    };
    assert.equal(summary.device.created, DEVICES);
    assert.equal(again.stdout, REGISTRY);
  });

  test('writes nothing in a dry run, and says what it would write', async (t) => {
    const table = await registryTable(t);

    const tried = await tidegate(table, ['import', fileOf(REGISTRY), '--dry-run', ...FEW]);

    assert.equal(tried.code, 0, tried.stderr);
    assert.match(tried.stdout, /devices +40 created/);
    assert.equal(
      (await tidegate(table, ['export'])).stdout,
      lines({ 'tidegate-registry': 1 }, { end: { lines: 0 } }),
    );
  });

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    test(`goes on after ${signal} in the middle of an import`, async (t) => {
      const table = await registryTable(t);
      const store = dynamoDbRegistryStore(table.client, table.name);
      const child = start(table, ['import', '-', ...FEW]);
      child.stdin.on('error', () => {
        // It ends before all is read.
      });
      // The rest never comes: however late the signal is, the import has not come to its end.
      child.stdin.write(REGISTRY.slice(0, REGISTRY.length / 2));
      const ended = once(child, 'exit');
      await until(async () => (await exported(store)).split('\n').length > 20);
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      const { stdout, stderr } = await tidegate(table, ['import', fileOf(REGISTRY), ...FEW]);

      if (signal === 'SIGINT') assert.equal(code, 1);
      assert.match(stdout, /failed +0/, stderr);
      assert.equal(await exported(store), REGISTRY);
    });
  }

  test('names the line that is wrong, and answers 1', async (t) => {
    const table = await registryTable(t);

    const file = fileOf('{"tenant-id":"acme","tenant":{"a":1}}\n');
    const { code, stderr } = await tidegate(table, ['import', file]);

    assert.equal(code, 1);
    assert.match(stderr, /line 1: a: is not a member that is known here \(INVALID_REQUEST\)/);
  });

  test('names a table that is not there, at once', async (t) => {
    const table = await registryTable(t);

    const { code, stderr } = await tidegate({ ...table, name: 'no-such-table' }, ['export']);

    assert.equal(code, 1);
    assert.match(stderr, /^error: table no-such-table.*non-existent table/);
  });
});

function fileOf(content: string): string {
  const path = join(temporaryFolder(), 'registry.jsonl');
  writeFileSync(path, content);
  return path;
}

function tidegate({ name }: Pick<RegistryTable, 'name'>, words: readonly string[]) {
  return runCommand(['registry', ...words, '--table', name]);
}

/** In a process of its own, as an operator runs it. */
function start({ name }: Pick<RegistryTable, 'name'>, words: readonly string[]) {
  return spawn(process.execPath, [TIDEGATE, 'registry', ...words, '--table', name]);
}

async function piped(table: RegistryTable, words: readonly string[], input: string) {
  const child = start(table, words);
  const ended = once(child, 'close');
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}
