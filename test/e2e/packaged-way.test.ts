import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLetters } from '../support/dead-letters.ts';
import { runDevices } from '../support/devices.ts';
import { checkHistory } from '../support/history/check-history.ts';
import type { Fact } from '../support/history/facts.ts';
import { kafkaAdmin, testBrokers } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { packagedService } from '../support/packaged-service.ts';
import { recordingBus } from '../support/recording-bus.ts';
import { registerDevices } from '../support/register-devices.ts';
import { untilSettled } from '../support/settled.ts';

const TENANTS = 2;
const DEVICES_PER_TENANT = 10;
const EVENTS_PER_DEVICE = 15;
const EVENTS = TENANTS * DEVICES_PER_TENANT * EVENTS_PER_DEVICE;
const RETRY_ATTEMPTS = 5;

test('what is packaged carries 300 events to an event bus that refuses some, in order and none lost', async (t) => {
  const bus = await recordingBus(t, 0.05);
  const cloud = await localCloud(t, {
    packageDir: await packagedService(),
    brokers: testBrokers(),
    // As on Lambda: a request at a time, and nothing runs between two.
    maxEnvironments: 2,
    concurrency: 1,
    freeze: true,
    initSeconds: 120,
    settings: {
      CONSUMER_SINK: 'eventbridge',
      EVENT_BUS: 'devices',
      RETRY_ATTEMPTS: `${RETRY_ATTEMPTS}`,
      RETRY_SECONDS: '0',
    },
    replacements: { consumer: { environment: { AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url } } },
  });
  const devices = await registerDevices(cloud, {
    tenants: TENANTS,
    devicesPerTenant: DEVICES_PER_TENANT,
  });
  const tenants = new Set(devices.map(({ tenant }) => tenant));
  const uploads: Fact[] = [];

  await runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: EVENTS_PER_DEVICE,
    record: (fact) => uploads.push(fact),
    afterUndeliverable: 'repeat',
    isPoison: ({ device }, sequence) => device === 'device-1' && sequence % 10 === 7,
  });
  await untilSettled(await kafkaAdmin(t, cloud.brokers), cloud, tenants);
  const { violations, counts } = checkHistory([
    { kind: 'rules', maxAttempts: RETRY_ATTEMPTS },
    ...uploads,
    ...bus.attempts,
    ...(await deadLetters(cloud.brokers, tenants)),
  ]);

  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(violations, []);
  assert.equal(counts.forwarded, EVENTS);
  assert.ok(counts.processed + counts.deadLettered >= EVENTS);
  assert.ok(counts.deadLettered > 0);
  assert.ok(counts.failedAttempts > EVENTS * 0.01);
});
