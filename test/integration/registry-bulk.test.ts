import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { groupedRegistryStore } from '../../lib/drivers/dynamodb/groups/grouped-registry-store.ts';
import { exported, imported, lines } from '../support/bulk.ts';
import { runCommand } from '../support/command-line.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { failingClient, type Fault } from '../support/registry-faults/failing.ts';
import { orphansOf } from '../support/registry-faults/orphans.ts';
import { type RegistryTable, registryTable } from '../support/registry-table.ts';
import { until } from '../support/until.ts';

const ACME = parseTenantId('acme');
const DEVICES = 40;
const NAMES = Array.from({ length: DEVICES }, (_, index) => `d${String(index).padStart(3, '0')}`);
const SECRET = { id: 's1', 'hash-function': 'sha-256', 'pwd-hash': 'aGFzaA==' };
const AWS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

function device(id: string) {
  return { 'tenant-id': ACME, 'device-id': id, device: { via: ['gw'] } };
}

function credentials(id: string, authId = id) {
  const password = { type: 'hashed-password', 'auth-id': authId, secrets: [SECRET] };
  return { 'tenant-id': ACME, 'device-id': id, credentials: [password] };
}

/** As an export says it. */
function registryOf(names: readonly string[]): string {
  return (
    withoutCredentials(names) +
    lines(...names.map((id) => credentials(id)), { end: { lines: 1 + 2 * names.length } })
  );
}

function withoutCredentials(names: readonly string[]): string {
  const tenant = { 'tenant-id': ACME, tenant: { enabled: true } };
  return lines({ 'tidegate-registry': 1 }, tenant, ...names.map(device));
}

const REGISTRY = registryOf(NAMES);
const SMALL_REGISTRY = registryOf(NAMES.slice(0, 12));

describe('tidegate registry, on DynamoDB', () => {
  // The SDK looks for credentials in the process's own environment.
  before(() => void Object.assign(process.env, AWS));

  test('imports what is piped into it, and exports the same', async (t) => {
    const table = await registryTable(t);

    const first = await tidegate(table, ['import', '-', '--json'], REGISTRY);
    const again = await tidegate(table, ['export', '--with-credentials']);

    assert.equal(first.code, 0, first.stderr);
    const summary = JSON.parse(first.stdout) as { readonly device: { readonly created: number } };
    assert.equal(summary.device.created, DEVICES);
    assert.equal(again.stdout, REGISTRY);
  });

  test('writes nothing in a dry run, and says what it would write', async (t) => {
    const table = await registryTable(t);

    const tried = await tidegate(table, ['import', '-', '--dry-run'], REGISTRY);

    assert.equal(tried.code, 0, tried.stderr);
    assert.match(tried.stdout, /devices +40 created/);
    assert.deepEqual(await itemsOf(table), []);
  });

  for (const [signal, program] of [
    ['SIGKILL', 'main.ts'],
    ['SIGINT', 'tidegate.js'],
  ] as const) {
    test(`goes on after ${signal} in the middle of an import`, async (t) => {
      const table = await registryTable(t);
      const store = groupedRegistryStore(table.client, table.name);
      const child = start(table, program);
      t.after(() => child.kill('SIGKILL'));
      const ended = once(child, 'exit');
      // The pipe stays open: it cannot have come to its end.
      child.stdin?.write(withoutCredentials(NAMES));
      await until(async () => (await store.listDevices(ACME, 10)).items.length === 10);
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, string | null];
      const left = await itemsOf(table);

      const { stdout, stderr } = await tidegate(table, ['import', '-'], REGISTRY);

      assert.equal(signal === 'SIGINT' ? code : by, signal === 'SIGINT' ? 1 : signal);
      assert.deepEqual(orphansOf(left), []);
      assert.match(stdout, /failed +0/, stderr);
      assert.equal(await exported(store), REGISTRY);
    });
  }

  for (const when of ['before', 'after'] as const) {
    test(`imports all, each line once, when the answer to a write is lost ${when} its effect`, async (t) => {
      let nth = 1;
      while (await survives(await registryTable(t), { nth, when })) nth += 1;

      assert.ok(nth > 3, `${nth - 1} writes: of the tenant, of devices, of credentials`);
    });
  }

  test('names the line that is refused, and writes those that went with it', async (t) => {
    const table = await registryTable(t);
    const refused = lines(credentials('d001', 'd000'));
    const text = REGISTRY.replace(lines(credentials('d001')), refused);

    const { code, stdout, stderr } = await tidegate(table, ['import', '-'], text);

    assert.equal(code, 1);
    assert.match(stderr, /line (?:43|44): another device has credentials .*\(CREDENTIALS_EXIST\)/);
    assert.match(stdout, /credentials +39 created/);
    assert.deepEqual(orphansOf(await itemsOf(table)), []);
  });

  test('names the line that is wrong, and answers 1', async (t) => {
    const table = await registryTable(t);
    const wrong = lines({ 'tenant-id': 'acme', tenant: { a: 1 } });

    const { code, stderr } = await tidegate(table, ['import', '-'], wrong);

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

/**
 * Imports while one write fails, and asserts that nobody can tell afterwards.
 *
 * @returns false when the import is done before its nth write
 */
async function survives(table: RegistryTable, fault: Fault): Promise<boolean> {
  const failing = failingClient(table.client);
  failing.arm(fault);

  const store = groupedRegistryStore(failing.subject, table.name);
  const { summary, problems } = await imported(store, SMALL_REGISTRY, { concurrency: 60 });

  assert.deepEqual([summary.failed, summary.stopped, problems], [0, undefined, []]);
  const items = await itemsOf(table);
  assert.deepEqual(orphansOf(items), []);
  assert.equal(items.filter(({ pk }) => String(pk).startsWith('outbox#')).length, 2 * 25);
  assert.equal(await exported(store), SMALL_REGISTRY);
  return failing.isReached();
}

async function itemsOf({ client, name }: RegistryTable) {
  const scan = new ScanCommand({ TableName: name, ConsistentRead: true });
  const { Items: items = [] } = await client.send(scan);
  return items;
}

function tidegate({ name }: Pick<RegistryTable, 'name'>, words: readonly string[], input = '') {
  const table = ['--table', name, '--endpoint-url', testDynamoDbEndpoint()];
  return runCommand(['registry', ...words, ...table], AWS, input);
}

/** An import of what is piped into it, in a process of its own. @param program in `cli/`. */
function start({ name }: RegistryTable, program: string): ChildProcess {
  const words = ['import', '-', '--concurrency', '8', '--table', name];
  const options = ['--endpoint-url', testDynamoDbEndpoint(), '--region', AWS.AWS_REGION];
  return spawn(
    process.execPath,
    [join(import.meta.dirname, '../../cli', program), 'registry', ...words, ...options],
    { env: { ...process.env, ...AWS }, stdio: ['pipe', 'ignore', 'ignore'] },
  );
}
