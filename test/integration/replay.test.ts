import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import { kafkaRecordWriter } from '../../lib/drivers/platformatic/record-writer.ts';
import { runCommand } from '../support/command-line.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { createTopic, kafkaAdmin, testBrokers } from '../support/kafka.ts';
import { received } from '../support/received.ts';
import { stateTable } from '../support/state-table.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');

describe('tidegate replay, on a real broker', () => {
  test('writes JSON lines of a device, and makes no group', async (t) => {
    const tenant = await tenantWithEvents(t, 6);

    const { code, stdout, stderr } = await read(tenant, '--device', 'device-1');

    assert.equal(code, 0, stderr);
    assert.deepEqual(payloadsOf(stdout), ['1', '3', '5']);
    const admin = await kafkaAdmin(t);
    const { groups } = await admin.listGroups();
    assert.ok(groups.every(({ groupId }) => !groupId.startsWith('tidegate-replay.')));
  });

  test('counts in a dry run, and delivers only what was stored in the time asked for', async (t) => {
    const tenant = await tenantWithEvents(t, 6);

    const dry = await read(tenant, '--dry-run', '--json');
    const later = await read(tenant, '--from', '2100-01-01');

    assert.deepEqual([dry.stdout, later.stdout], ['', '']);
    assert.match(dry.stderr, /\{"dry-run":true,"events":6,"bytes":6,"stopped":null\}/);
    assert.match(later.stderr, /0 events/);
  });

  test('delivers into a Lambda function, again what that has not settled', async (t) => {
    const tenant = await tenantWithEvents(t, 4);
    const partition = `${eventTopic(tenant)}-0`;
    const batchItemFailures = [{ itemIdentifier: { partition, offset: 2 } }];
    const lambda = await lambdaAnswering(t, [{ batchItemFailures }, { batchItemFailures: [] }]);
    const words = ['replay', tenant, '--function', 'consumer', '--group', randomUUID()] as const;

    const { code, stderr } = await tidegate(lambda.variables, ...words);
    const again = await tidegate(lambda.variables, ...words);

    assert.equal(code, 0, stderr);
    assert.match(stderr, /1 events from 0\/2 have to be delivered again/);
    assert.deepEqual(lambda.offsets(), [[0, 1, 2, 3], [2]]);
    assert.match(again.stderr, /0 events/);
  });

  test('ends with 1 when the function fails, and says why', async (t) => {
    const tenant = await tenantWithEvents(t, 1);
    const lambda = await lambdaAnswering(t, []);

    const words = ['replay', tenant, '--function', 'consumer', '--attempts', '1'] as const;

    const { code, stderr } = await tidegate(lambda.variables, ...words);

    assert.equal(code, 1);
    assert.match(stderr, /the function consumer has failed \(.*no table.*\): FUNCTION_NOT_INVOKED/);
    assert.match(stderr, /stopped, failed/);
  });

  test("runs the consumer's own handler, in this process", async (t) => {
    const tenant = await tenantWithEvents(t, 3);
    const table = await stateTable(t);
    const variables = {
      AWS_ENDPOINT_URL_DYNAMODB: testDynamoDbEndpoint(),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      STATE_TABLE: table.name,
      REGISTRY_TABLE: table.name,
      PARTIAL_BATCH_FAILURES: 'true',
    };
    const words = ['replay', tenant, '--handler', 'functions/consumer.handler'] as const;

    const { code, stdout, stderr } = await tidegate(variables, ...words);

    assert.equal(code, 0, stderr);
    assert.equal(stdout.match(/event processed/g)?.length, 3);
  });
});

/** Event n is of device n modulo 2, with n as its payload, all in one partition. */
async function tenantWithEvents(t: TestContext, count: number): Promise<TenantId> {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  await createTopic(t, eventTopic(tenant), { numPartitions: 1 });
  const writer = kafkaRecordWriter({ brokers: testBrokers() });
  t.after(writer.close);
  const records = Array.from({ length: count }, (_, n) =>
    received({ tenant, key: `device-${n % 2}`, value: `${n}` }),
  );
  await writer.append(
    eventTopic(tenant),
    records.map((record) => ({ ...record, keylessPartition: 0 })),
  );
  return tenant;
}

type Invocation = {
  readonly records: Readonly<Record<string, readonly { readonly offset: number }[]>>;
};

/** Lambda's invoke call; one invocation after the other has the answers, and those behind them fail. */
async function lambdaAnswering(t: TestContext, answers: readonly object[]) {
  const invocations: Invocation[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    invocations.push((await json(request)) as Invocation);
    const found = answers[invocations.length - 1];
    if (found === undefined) response.setHeader('X-Amz-Function-Error', 'Unhandled');
    response.end(JSON.stringify(found ?? { errorMessage: 'no table' }));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return {
    offsets: () =>
      invocations.map(({ records }) => Object.values(records).flatMap((all) => all.map(offsetOf))),
    variables: {
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  };
}

function offsetOf({ offset }: { readonly offset: number }): number {
  return offset;
}

function payloadsOf(lines: string): unknown[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly payload: unknown }).payload);
}

function read(tenant: TenantId, ...options: readonly string[]) {
  return runCommand(['replay', tenant, ...options], { KAFKA_BROKERS: testBrokers().join(',') });
}

/** In a process of its own, whose variables the AWS SDK reads. */
async function tidegate(variables: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const env = { ...process.env, KAFKA_BROKERS: testBrokers().join(','), ...variables };
  const child = spawn(process.execPath, [MAIN, ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}
