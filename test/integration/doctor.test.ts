import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import {
  DeleteEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import kafkajs from 'kafkajs';
import { managementApi } from '../../local/management-api.ts';
import { runCommand } from '../support/command-line.ts';
import { kafkaAdmin } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { localLambdaClient, mappingsOf } from '../support/local-lambda-api.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

/** Runs as long as the machine does, and stands for the process of the local cloud, which is this one. */
const INIT = 1;

describe('tidegate doctor beside a local cloud', () => {
  it('finds nothing wrong, then what it cannot look at, then each thing that goes wrong', async (t) => {
    const { cloud, doctor } = await cloudWithTenants(t, ['acme', 'bmce']);
    assert.deepEqual(await doctor(), {
      code: 0,
      stdout: '',
      stderr: '5 checks: 0 errors, 0 warnings, 0 not made\n',
    });

    const unreachable = await doctor('--brokers', '127.0.0.1:1', '--timeout', '2');

    assert.equal(unreachable.code, 2);
    assert.match(unreachable.stdout, /^unknown {2}cluster: not checked, /m);

    await spoilTopics(t, cloud);
    await spoilMappings(cloud);
    const { code, stdout } = await doctor();

    assert.equal(code, 1);
    for (const line of [
      /^error {4}topic hono\.telemetry\.acme: does not exist: /m,
      /^error {4}topic hono\.event\.acme: max\.message\.bytes is less than /m,
      /^error {4}topic hono\.event\.acme: is compacted: /m,
      /^error {4}topic hono\.event\.acme: keeps events no longer than the consumer retries them/m,
      /^error {4}tenant bmce: has no mapping: /m,
      /^error {4}mapping of hono\.event\.acme: is disabled: /m,
      /^error {4}mapping: takes no partial answers, and the consumer gives them/m,
      /^warning {2}mapping of hono\.event\.acme: BatchSize is not as in deploy/m,
    ]) {
      assert.match(stdout, line);
    }
  });

  it('says that no local cloud runs', async () => {
    const { code, stderr } = await runCommand(['doctor', '--local']);

    assert.equal(code, 1);
    assert.match(stderr, /no local cloud runs with its data in /);
  });
});

describe('tidegate doctor without an account', () => {
  let file = '';
  before(() => {
    file = join(temporaryFolder(), 'env');
  });

  it('reads serverless.yml as it would be deployed, and a file of variables', async () => {
    writeFileSync(file, 'CACHE_MAX_AGE=never\nTIDEGATE_ADMIN=admin:very-secret\nWEBHOOK_KEY=x\n');

    const { code, stdout, stderr } = await runCommand(['doctor', '--env-file', file]);

    assert.equal(code, 1);
    assert.match(stdout, /^error {4}ingest: CACHE_MAX_AGE is "never"; it takes /m);
    assert.match(stdout, /^error {4}cluster: MSK_CLUSTER_ARN is the placeholder/m);
    assert.match(stdout, /^warning {2}WEBHOOK_KEY: no setting has this name/m);
    assert.doesNotMatch(stdout + stderr, /very-secret|nobody may use the management API/);
  });

  it('tells what keeps a stage from being deployed at all', async () => {
    const env = { AUTHENTICATION_REQUIRED: 'false' };

    const { code, stdout } = await runCommand(['doctor', '--stage', 'prod', '--json'], env);

    assert.equal(code, 1);
    assert.match(stdout, /stage prod refuses AUTHENTICATION_REQUIRED=false/);
    assert.ok(JSON.parse(stdout));
  });
});

/** A local cloud that has made what the tenants need, and `tidegate doctor --local` beside it. */
async function cloudWithTenants(t: TestContext, tenants: readonly string[]) {
  const dataDir = temporaryFolder();
  const cloud = await localCloud(t, { dataDir, autoCreateTopics: false });
  const { url, brokers, dynamoDbEndpoint, controlPlane, service } = cloud;
  const registryTable = service.functions.get('registry')?.environment['REGISTRY_TABLE'] ?? '';
  const { region } = service;
  const told = { url, brokers, dynamoDbEndpoint, controlPlane, region, registryTable };
  writeFileSync(join(dataDir, 'pid'), `${INIT}\n`);
  writeFileSync(join(dataDir, 'connection.json'), JSON.stringify({ pid: INIT, ...told }));
  const { call } = managementApi(url, cloud.admin);
  for (const tenant of tenants) await call('POST', `/tenants/${tenant}`, {}, [201]);
  await until(async () => (await mappingsOf(cloud)).length === tenants.length);
  const doctor = (...words: readonly string[]) =>
    runCommand(['doctor', '--local', ...words], { TIDEGATE_DATA: dataDir });
  return { cloud, doctor };
}

async function spoilTopics(t: TestContext, { brokers }: TestCloud): Promise<void> {
  const admin = await kafkaAdmin(t, brokers);
  await admin.deleteTopics({ topics: ['hono.telemetry.acme'] });
  const settings = {
    'cleanup.policy': 'compact',
    'max.message.bytes': '2000',
    'retention.ms': '1000',
  };
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: 'hono.event.acme',
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      },
    ],
  });
  await until(async () => !(await admin.listTopics()).includes('hono.telemetry.acme'));
}

async function spoilMappings(cloud: TestCloud): Promise<void> {
  const client = localLambdaClient(cloud.controlPlane);
  for (const { UUID, Topics: [topic] = [] } of await mappingsOf(cloud)) {
    await client.send(
      topic === 'hono.event.acme'
        ? new UpdateEventSourceMappingCommand({
            UUID,
            BatchSize: 7,
            Enabled: false,
            FunctionResponseTypes: [],
          })
        : new DeleteEventSourceMappingCommand({ UUID }),
    );
  }
  client.destroy();
  await until(async () => (await mappingsOf(cloud)).length === 1);
}
