import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startTableStream } from '../../local/control-plane/table-stream.ts';
import type { EventRecord } from '../../lib/domain/event-record.ts';
import { amqpEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { dynamoDbOutboxStore } from '../../lib/drivers/dynamodb/outbox-store.ts';
import { outboxStreamHandler } from '../../lib/drivers/dynamodb/outbox-stream.ts';
import { dynamoDbProvisioningStore } from '../../lib/drivers/dynamodb/provisioning-store.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { kafkaOutboxSink } from '../../lib/drivers/kafka/outbox-sink.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { messagingNetworks } from '../../lib/ingestion/messaging-networks.ts';
import { deviceChanged } from '../../lib/registry/notifications.ts';
import type { OutboxStore } from '../../lib/registry/outbox-store.ts';
import { announceProvisioning } from '../../lib/registry/announce-provisioning.ts';
import { type OutboxPublisher, publishOutbox } from '../../lib/registry/publish-outbox.ts';
import { takeMessages, testAmqp } from '../support/amqp.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { eventRecord } from '../support/event-records.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { readUntil, testBrokers } from '../support/kafka.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';
import { readOutbox, type RegistryTable, registryTable } from '../support/registry-table.ts';
import { AN_INSTANT_MS, change, deviceId, newTenantId } from '../support/registry-values.ts';
import { until } from '../support/until.ts';

const TOPIC = 'hono.notification.registry-device';
const DEVICES = ['a', 'b', 'c'];

test('what a publisher had published when it died is published again, and nothing is lost', async (t) => {
  const table = await registryTable(t);
  const tenant = newTenantId();
  const store = dynamoDbOutboxStore(table.client, table.name);
  let deaths = 1;
  const remove: OutboxStore['remove'] = async (name) => {
    if (deaths-- > 0) throw new Error('the function is gone');
    await store.remove(name);
  };

  for (const device of DEVICES) await tell(table, tenant, device);
  follow(t, table, { ...store, remove });
  await until(async () => (await readOutbox(table, tenant)).length === 0);

  const keys = await keysOf(tenant, DEVICES.length + 1);
  assert.deepEqual([...new Set(keys)].toSorted(), DEVICES);
});

test('what a tenant was told of one device comes in the order of its changes', async (t) => {
  const table = await registryTable(t);
  const tenant = newTenantId();
  follow(t, table, dynamoDbOutboxStore(table.client, table.name));

  for (let enabled = 0; enabled < 20; enabled++) await tell(table, tenant, 'a', enabled % 2 === 0);
  await until(async () => (await readOutbox(table, tenant)).length === 0);

  const values = await valuesOf(tenant, 20);
  assert.deepEqual(
    values.map(({ enabled }) => enabled),
    values.map((_value, index) => index % 2 === 0),
  );
});

const nowhere: EventSink = {
  append: async () => assert.fail('the tenant is on AMQP'),
  close: async () => undefined,
};

test('a device of a tenant on AMQP that was provisioned while the network was away is told of there, later', async (t) => {
  const table = await registryTable(t);
  const tenant = newTenantId();
  const network = await startFaultProxy(t, testAmqp().port);
  await network.refuse();
  const amqp = amqpEventSink({ ...testAmqp(), port: network.port }, PATIENT_FORWARDING);
  t.after(amqp.close);
  const provisioning = dynamoDbProvisioningStore(table.client, table.name);
  let failures = 0;
  const append = (record: EventRecord) =>
    messagingNetworks({ kafka: nowhere, amqp })
      .append(record)
      .catch((reason: unknown) => {
        failures += 1;
        throw reason;
      });
  const announcer = {
    provisioning,
    append,
    patienceMs: 0,
    pause,
    clock: Date.now,
    newId: randomUUID,
  };
  follow(t, table, dynamoDbOutboxStore(table.client, table.name), (name) =>
    announceProvisioning(name, announcer),
  );

  const device = deviceId('edge-1');
  const payload = { kind: 'empty', contentType: 'application/vnd.example' } as const;
  const owed = eventRecord({ tenant, device, network: 'amqp', payload, provisioning: {} });
  await dynamoDbRegistryStore(table.client, table.name).createTenant(tenant, {}, change());
  await provisioning.provisionDevice(
    tenant,
    { device, document: {}, credentials: [] },
    change(),
    owed,
    Date.now(),
  );
  await until(() => failures > 0);
  await network.pass();

  const [message] = await takeMessages(t, `event/${tenant}`, 1);
  assert.equal(message?.content_type, 'application/vnd.example');
  await until(async () => (await readOutbox(table, tenant)).length === 0);
});

/** A change of a device that has to be told. */
async function tell(
  { client, name }: RegistryTable,
  tenant: TenantId,
  device: string,
  enabled = true,
): Promise<void> {
  const entry = deviceChanged('UPDATE', tenant, deviceId(device), { enabled }, AN_INSTANT_MS);
  await dynamoDbRegistryStore(client, name).announce(tenant, change({ outbox: [entry] }));
}

/** Publishes from the table's stream, with the sink of the product. */
function follow(
  t: TestContext,
  table: RegistryTable,
  store: OutboxStore,
  announce: OutboxPublisher['announce'] = async () => assert.fail('nobody was provisioned'),
): void {
  const sink = kafkaOutboxSink({ brokers: testBrokers(), clientId: 'publisher' });
  const publisher = {
    store,
    sink,
    announce,
    report: () => {},
    observe: () => {},
    clock: () => AN_INSTANT_MS,
  };
  const handle = outboxStreamHandler((items) => publishOutbox(items, publisher));
  const variables = {
    AWS_ENDPOINT_URL_DYNAMODB: testDynamoDbEndpoint(),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const stream = startTableStream(
    { functionName: 'publisher', tableName: table.name, batchSize: 10, filterPatterns: [] },
    variables,
    {
      invoke: async (_name, event) => ({ kind: 'returned', payload: await handle(event) }),
      report: (line) => t.diagnostic(line),
    },
  );
  t.after(async () => {
    await stream.stop();
    await sink.close();
  });
}

type Told = { readonly 'device-id': string; readonly enabled: boolean };

async function keysOf(tenant: TenantId, count: number): Promise<readonly string[]> {
  return (await valuesOf(tenant, count)).map((value) => value['device-id']);
}

/** The topic is shared with other tests. */
async function valuesOf(tenant: TenantId, count: number): Promise<readonly Told[]> {
  const isOurs = ({ value }: { value: Buffer | null }) => String(value).includes(tenant);
  const records = await readUntil(TOPIC, {
    until: (read) => read.filter(isOurs).length >= count,
  });
  return records.filter(isOurs).map(({ value }) => JSON.parse(String(value)) as Told);
}
