import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDevices } from '../support/devices.ts';
import { startLoad } from '../support/load.ts';
import { observedAmqpCloud } from '../support/observed-amqp-cloud.ts';
import { ownArtemis } from '../support/own-artemis.ts';
import { until } from '../support/until.ts';

const TENANTS = 2;
const DEVICES_PER_TENANT = 15;
const EVENTS_PER_DEVICE = 30;
const EVENTS = TENANTS * DEVICES_PER_TENANT * EVENTS_PER_DEVICE;

const FEW_DEVICES = { tenants: 2, devicesPerTenant: 8 };
/** Answers, so that every device has had several. */
const MANY = 100;
/** Answers of a network that is gone, each of which takes its time. */
const SOME = 20;

test('900 events of 30 devices reach the members of an application over AMQP that fail at random, come and go: in order and none lost', async (t) => {
  const { cloud, devices, record, uploads, join, judge } = await observedAmqpCloud(t, {
    tenants: TENANTS,
    devicesPerTenant: DEVICES_PER_TENANT,
    failureRate: 0.02,
  });
  const answered = () => uploads.filter(({ kind }) => kind === 'answered').length;

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
  // Then several events of a device wait, and order is at stake.
  await until(() => answered() > EVENTS / 3);
  const first = join();
  join();
  await until(() => answered() > (2 * EVENTS) / 3);
  await first.stop();
  join();
  await sending;
  const { violations, counts } = await judge();

  assert.deepEqual(violations, []);
  assert.equal(counts.forwarded, EVENTS);
  assert.ok(counts.processed + counts.deadLettered >= EVENTS);
  assert.ok(counts.deadLettered > 0, 'no poison arrived');
  assert.ok(counts.failedAttempts > 0, `${counts.failedAttempts} attempts failed`);
  t.diagnostic(JSON.stringify(counts));
});

test('a messaging network that is killed under load and started again costs no event that was answered 202', async (t) => {
  const artemis = await ownArtemis(t);
  const observed = await observedAmqpCloud(t, { ...FEW_DEVICES, port: artemis.port });
  const { join, judge } = observed;
  join();
  const load = startLoad(observed);
  await until(() => load.answers({ status: 202 }).length >= MANY);

  await artemis.kill();
  const goneAtMs = Date.now();
  await until(() => load.answers({ sinceMs: goneAtMs }).length >= SOME);
  await artemis.start();
  const returnedAtMs = Date.now();
  await until(() => load.answers({ status: 202, sinceMs: returnedAtMs }).length >= MANY);
  await load.stop();
  const { violations, counts } = await judge();

  const [first] = load.answers({ status: 202, sinceMs: returnedAtMs });
  const backAfterMs = (first?.at ?? NaN) - returnedAtMs;
  t.diagnostic(`${JSON.stringify(counts)}, first 202 ${backAfterMs} ms after its return`);
  assert.deepEqual(violations, []);
  assert.equal(counts.unanswered, 0);
  assert.equal(counts.forwarded + counts.undeliverable, counts.sent);
  assert.equal(load.answers({ status: 503 }).length, counts.undeliverable);
  // Before that a busy registry may have refused, which says nothing of when to come again.
  const refusals = load.answers({ status: 503, sinceMs: goneAtMs });
  assert.ok(refusals.length > 0);
  assert.deepEqual(
    refusals.filter(({ retryAfterSeconds }) => retryAfterSeconds !== 2),
    [],
  );
});
