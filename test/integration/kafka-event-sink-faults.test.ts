import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { type Appended, startAppending } from '../support/appending-devices.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { kafkaEventSinks } from '../support/event-sinks.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';
import { createTopic, kafkaAdmin, readAll, testBrokers } from '../support/kafka.ts';
import { type OwnKafka, ownKafkaBehindProxy } from '../support/own-kafka.ts';
import { suiteScope } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { PATIENT_DELIVERY } from '../support/patience.ts';

const CLOSING_PROCESS = join(import.meta.dirname, '../support/closing-process.ts');

const file = suiteScope();
let kafka: OwnKafka;
let proxy: FaultProxy;
/** Behind the proxy. */
let brokers: readonly string[];

before(async () => {
  ({ kafka, proxy, brokers } = await ownKafkaBehindProxy(file, { autoCreateTopics: false }));
  await createTopic(file, eventTopic(eventRecord().tenant), { brokers: kafka.brokers });
});

for (const [driver, openSink] of Object.entries(kafkaEventSinks)) {
  describe(`event sink (${driver}) in trouble`, () => {
    test('a network that swallows every packet costs no event that was acknowledged', async (t) => {
      const devices = await startDevices(t, openSink({ brokers }));

      proxy.blackHole('swallow');
      t.after(proxy.pass);
      await devices.more('undeliverable', 20);
      await proxy.pass();
      await devices.more('forwarded', 100);
      await devices.stop();

      await assertNothingLost(t, devices.appended);
    });

    test('connections that go dead without a sign cost no event that was acknowledged', async (t) => {
      const devices = await startDevices(t, openSink({ brokers }));

      proxy.blackHole('pass');
      await devices.more('forwarded', 100);
      await devices.stop();

      await assertNothingLost(t, devices.appended);
    });

    test('a broker that is killed and started again costs no event that was acknowledged', async (t) => {
      const devices = await startDevices(t, openSink({ brokers: kafka.brokers }));

      await kafka.kill();
      await devices.more('undeliverable', 20);
      await kafka.start();
      await devices.more('forwarded', 100);
      await devices.stop();

      await assertNothingLost(t, devices.appended);
    });

    test('one topic of ten that takes no record costs the other nine nothing', async (t) => {
      const [failing, ...others] = tenTenants();
      await makeTopic(t, failing, [{ name: 'max.message.bytes', value: '10' }]);
      for (const tenant of others) await makeTopic(t, tenant);

      const appended = await append50Devices(
        t,
        openSink({ brokers: kafka.brokers }, PATIENT_DELIVERY),
        failing,
        others,
      );

      await assertOnlyOneFails(t, appended, failing);
    });

    test('one topic of ten that does not exist costs the other nine nothing', async (t) => {
      const [failing, ...others] = tenTenants();
      for (const tenant of others) await makeTopic(t, tenant);

      const appended = await append50Devices(
        t,
        openSink({ brokers: kafka.brokers }, PATIENT_DELIVERY),
        failing,
        others,
      );

      await assertOnlyOneFails(t, appended, failing);
    });

    test('a topic that is deleted and made again takes the next events', async (t) => {
      const tenant = uniqueTenant();
      const topic = eventTopic(tenant);
      const admin = await kafkaAdmin(t);
      const sink = openSink({ brokers: testBrokers() }, PATIENT_DELIVERY);
      t.after(sink.close);
      await createTopic(t, topic);
      await sink.append(eventRecord({ tenant, payload: data('before') }));

      await admin.deleteTopics({ topics: [topic] });
      await until(async () => !(await admin.listTopics()).includes(topic));
      await createTopic(t, topic);
      await sink.append(eventRecord({ tenant, payload: data('after') }));

      assert.deepEqual(
        (await readAll(topic)).map(({ value }) => String(value)),
        ['after'],
      );
    });

    test('a process ends once its sink is closed, though the network swallows every packet', async (t) => {
      const child = fork(CLOSING_PROCESS, [driver, ...brokers]);
      t.after(() => child.kill('SIGKILL'));
      assert.deepEqual((await once(child, 'message'))[0], 'stored');

      proxy.blackHole('swallow');
      t.after(proxy.pass);
      child.send('go on');

      assert.deepEqual((await once(child, 'message'))[0], 'undeliverable');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
      await until(() => proxy.connections() === 0);
    });
  });
}

/** Devices of two tenants, which all append already. */
async function startDevices(t: TestContext, sink: EventSink) {
  t.after(sink.close);
  const tenants = [uniqueTenant(), uniqueTenant()];
  for (const tenant of tenants) await makeTopic(t, tenant);
  const devices = startAppending(sink, { tenants, devicesPerTenant: 4 });
  await devices.more('forwarded', 100);
  return devices;
}

async function append50Devices(
  t: TestContext,
  sink: EventSink,
  failing: TenantId,
  others: readonly TenantId[],
): Promise<readonly Appended[]> {
  t.after(sink.close);
  const devices = startAppending(sink, { tenants: [failing, ...others], devicesPerTenant: 5 });
  await devices.more('undeliverable', 20);
  await devices.more('forwarded', 500);
  await devices.stop();
  return devices.appended;
}

function makeTopic(
  t: TestContext,
  tenant: TenantId,
  configEntries: { readonly name: string; readonly value: string }[] = [],
): Promise<void> {
  return createTopic(t, eventTopic(tenant), { brokers: kafka.brokers, configEntries });
}

function tenTenants(): [TenantId, ...TenantId[]] {
  return [uniqueTenant(), ...Array.from({ length: 9 }, uniqueTenant)];
}

function uniqueTenant(): TenantId {
  return parseTenantId(`tenant-${randomUUID()}`);
}

async function assertOnlyOneFails(
  t: TestContext,
  appended: readonly Appended[],
  failing: TenantId,
): Promise<void> {
  for (const { tenant, outcome, reason } of appended) {
    assert.equal(outcome, tenant === failing ? 'undeliverable' : 'forwarded', String(reason));
  }
  await assertNothingLost(t, appended);
}

/** What was acknowledged is on the topic once, and each device's events are there in order. */
async function assertNothingLost(t: TestContext, appended: readonly Appended[]): Promise<void> {
  const forwarded = appended.filter(({ outcome }) => outcome === 'forwarded');
  t.diagnostic(`${forwarded.length} forwarded, ${appended.length - forwarded.length} not`);
  for (const [tenant, events] of Map.groupBy(forwarded, (event) => event.tenant)) {
    const values = events.map(({ value }) => value);
    const records = await readAll(eventTopic(tenant), kafka.brokers);
    const stored = records.map(({ value }) => String(value)).filter((one) => values.includes(one));
    assert.deepEqual(byDevice(stored), byDevice(values));
  }
}

function byDevice(values: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(values, (value) => value.slice(0, value.lastIndexOf(' ')));
}
