import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDevices } from '../support/devices.ts';
import { testBrokers } from '../support/kafka.ts';
import { observedCloud } from '../support/observed-cloud.ts';
import { until } from '../support/until.ts';

const TENANTS = 4;
const DEVICES_PER_TENANT = 25;
const EVENTS_PER_DEVICE = 50;
const EVENTS = TENANTS * DEVICES_PER_TENANT * EVENTS_PER_DEVICE;

test('5,000 events of 100 devices reach a consumer that fails at random, in order and none lost', async (t) => {
  const { cloud, devices, record, uploads, openGate, judge } = await observedCloud(t, {
    tenants: TENANTS,
    devicesPerTenant: DEVICES_PER_TENANT,
    failureRate: 0.02,
    gated: true,
    brokers: testBrokers(),
    maxEnvironments: 2,
    concurrency: 16,
  });

  const sending = runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: EVENTS_PER_DEVICE,
    record,
    afterUndeliverable: 'repeat',
    // Two of each tenant: one that is known as a poison at once, one that takes all attempts.
    isPoison: ({ device }, sequence) =>
      (device === 'device-1' && sequence === 11) || (device === 'device-2' && sequence === 12),
  });
  // Then batches hold several events of a device, and order is at stake.
  await until(() => uploads.length >= EVENTS);
  openGate();
  await sending;
  const { violations, counts } = await judge();

  assert.deepEqual(violations, []);
  assert.equal(counts.forwarded, EVENTS);
  assert.ok(counts.processed + counts.deadLettered >= EVENTS);
  assert.ok(counts.deadLettered > 0, 'no poison arrived');
  assert.ok(counts.failedAttempts > EVENTS * 0.005, `${counts.failedAttempts} attempts failed`);
  t.diagnostic(JSON.stringify(counts));
});
