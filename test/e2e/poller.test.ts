import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';
import { dynamoDbDeviceStateStore } from '../../lib/drivers/dynamodb/device-state-store.ts';
import { runDevices, type VirtualDevice } from '../support/devices.ts';
import { testBrokers } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { mappingsOf } from '../support/local-lambda-api.ts';
import { type ObservedCloud, observedCloud } from '../support/observed-cloud.ts';
import { type PollerProcess, startPollerProcess } from '../support/poller/poller-process.ts';
import { stagedService } from '../support/poller/staged-service.ts';
import { registerDevices } from '../support/register-devices.ts';
import { testClient } from '../support/registry-table.ts';
import { until } from '../support/until.ts';

const BY_POLLER = { EVENTS_READ_BY: 'poller' };
const EVENTS_PER_DEVICE = 10;

test('two pollers through Lambda share tenants that come and go, and one that is killed costs no event', async (t) => {
  const group = `poller-${randomUUID()}`;
  const observed = await observedCloud(t, {
    tenants: 3,
    devicesPerTenant: 3,
    failureRate: 0.02,
    settings: BY_POLLER,
    brokers: testBrokers(),
    group,
  });
  const { cloud, devices, judge } = observed;
  const leaving = devices[0]?.tenant ?? '';
  const first = await pollerThroughLambda(t, cloud, group);
  await send(observed, devices);

  const second = await pollerThroughLambda(t, cloud, group);
  const late = await registerDevices(cloud, { tenants: 1, devicesPerTenant: 3 });
  await send(observed, [...devices, ...late]);
  await until(async () => (await partitionsOf(second)) > 0);
  await first.ended('SIGKILL');
  await send(observed, [...devices, ...late]);
  const { violations, counts } = await judge();

  assert.deepEqual(violations, []);
  assert.equal(counts.forwarded, EVENTS_PER_DEVICE * (3 * devices.length + 2 * late.length));
  assert.ok(counts.processed >= counts.forwarded);
  assert.deepEqual(await mappingsOf(cloud), []);
  await managementApi(cloud.url, cloud.admin).call(
    'DELETE',
    `/tenants/${leaving}`,
    undefined,
    [204],
  );
  await until(async () => !(await second.ask('/metrics')).text.includes(`tenant="${leaving}"`));
  t.diagnostic(JSON.stringify(counts));
});

test('a poller in one process runs the consumer as it is deployed', async (t) => {
  const cloud = await localCloud(t, { settings: BY_POLLER, brokers: testBrokers() });
  const [device] = await registerDevices(cloud, { tenants: 1, devicesPerTenant: 1 });
  assert.ok(device);
  const { STATE_TABLE: name = '' } = cloud.service.functions.get('consumer')?.environment ?? {};
  await startPollerProcess(t, {
    ...variablesOf(cloud, `poller-${randomUUID()}`),
    POLLER_INVOKE: 'process',
    AWS_ENDPOINT_URL_DYNAMODB: cloud.dynamoDbEndpoint,
    REGISTRY_TABLE: cloud.service.functions.get('tenants')?.environment['REGISTRY_TABLE'] ?? '',
    STATE_TABLE: name,
  });

  await runDevices({
    address: cloud.url,
    devices: [device],
    eventsPerDevice: 1,
    record: () => {},
    afterUndeliverable: 'repeat',
  });

  const client = testClient(t, cloud.dynamoDbEndpoint);
  const states = dynamoDbDeviceStateStore({ client, name, retentionSeconds: 60, now: Date.now });
  const [tenant, id] = [parseTenantId(device.tenant), parseDeviceId(device.device)];
  await until(async () => (await states.find(tenant, id)).events.length > 0);
});

function pollerThroughLambda(
  t: TestContext,
  cloud: TestCloud,
  group: string,
): Promise<PollerProcess> {
  return startPollerProcess(t, {
    ...variablesOf(cloud, group),
    POLLER_INVOKE: 'lambda',
    AWS_ENDPOINT_URL_LAMBDA: cloud.controlPlane,
  });
}

function variablesOf(cloud: TestCloud, group: string): Record<string, string> {
  const { brokers, service } = cloud;
  return {
    POLLER_SERVICE: stagedService(cloud),
    POLLER_CONSUMER_GROUP: group,
    KAFKA_BROKERS: brokers.join(','),
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

async function send(
  { cloud, record }: ObservedCloud,
  devices: readonly VirtualDevice[],
): Promise<void> {
  await runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: EVENTS_PER_DEVICE,
    record,
    afterUndeliverable: 'repeat',
  });
}

async function partitionsOf(poller: PollerProcess): Promise<number> {
  const { text } = await poller.ask('/metrics');
  return Number(/^tidegate_poller_partitions (?<count>\d+)$/m.exec(text)?.groups?.['count']);
}
