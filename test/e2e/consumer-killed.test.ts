import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDevices } from '../support/devices.ts';
import { testBrokers } from '../support/kafka.ts';
import { observedCloud } from '../support/observed-cloud.ts';
import { until } from '../support/until.ts';

const EVENTS_PER_DEVICE = 20;
const TENANTS = 2;
const DEVICES_PER_TENANT = 10;
const EVENTS = TENANTS * DEVICES_PER_TENANT * EVENTS_PER_DEVICE;
const DEATHS = 3;

test('a consumer that is killed in the middle of batches costs no event and no order', async (t) => {
  const { cloud, devices, record, uploads, openGate, judge } = await observedCloud(t, {
    tenants: TENANTS,
    devicesPerTenant: DEVICES_PER_TENANT,
    deaths: DEATHS,
    gated: true,
    brokers: testBrokers(),
    concurrency: 4,
  });

  const sending = runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: EVENTS_PER_DEVICE,
    record,
    afterUndeliverable: 'repeat',
  });
  await until(() => uploads.length >= EVENTS);
  openGate();
  await sending;
  const { violations, counts } = await judge();

  const killed = cloud.lines.filter(({ text }) => text.includes('signal: killed'));
  t.diagnostic(`${killed.length} batches were cut off; ${JSON.stringify(counts)}`);
  assert.deepEqual(violations, []);
  assert.equal(counts.forwarded, EVENTS);
  assert.ok(counts.processed >= EVENTS);
  assert.equal(counts.deadLettered, 0);
  assert.ok(counts.duplicates > 0, 'nothing was in the middle of a batch');
});
