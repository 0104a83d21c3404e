import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { runDevices } from '../support/devices.ts';
import type { Verdict } from '../support/history/check-history.ts';
import { type RunningLoad, startLoad } from '../support/load.ts';
import { observedCloud } from '../support/observed-cloud.ts';
import { ownKafka, ownKafkaBehindProxy } from '../support/own-kafka.ts';
import { until } from '../support/until.ts';

const FEW_DEVICES = { tenants: 2, devicesPerTenant: 8 };
/** Answers, so that every device has had several. */
const MANY = 100;
/** Answers of a broker that is gone, each of which takes its time. */
const SOME = 20;

test('a broker that is killed under load and started again costs no event that was answered 202', async (t) => {
  const kafka = await ownKafka(t);
  const observed = await observedCloud(t, { ...FEW_DEVICES, brokers: kafka.brokers });
  const load = startLoad(observed);
  await until(() => load.answers({ status: 202 }).length >= MANY);

  await kafka.kill();
  const goneAtMs = Date.now();
  await until(() => load.answers({ sinceMs: goneAtMs }).length >= SOME);
  await kafka.start();
  const returnedAtMs = Date.now();
  await until(() => load.answers({ status: 202, sinceMs: returnedAtMs }).length >= MANY);
  await load.stop();

  assertOutage(t, load, { goneAtMs, returnedAtMs });
  assertNothingLost(t, await observed.judge(), load);
});

test('a network', async (t) => {
  const { kafka, proxy, brokers } = await ownKafkaBehindProxy(t);
  const ingest = { environment: { KAFKA_BROKERS: brokers.join(',') } };
  const observed = await observedCloud(t, {
    ...FEW_DEVICES,
    brokers: kafka.brokers,
    replacements: { ingest },
  });

  await t.test(
    'that swallows every packet to the broker costs no event that was answered 202',
    async () => {
      const load = startLoad(observed);
      await until(() => load.answers({ status: 202 }).length >= MANY);

      proxy.blackHole('swallow');
      const goneAtMs = Date.now();
      await until(() => load.answers({ sinceMs: goneAtMs }).length >= SOME);
      await proxy.pass();
      const returnedAtMs = Date.now();
      await until(() => load.answers({ status: 202, sinceMs: returnedAtMs }).length >= MANY);
      await load.stop();

      assertOutage(t, load, { goneAtMs, returnedAtMs });
      assertNothingLost(t, await observed.judge(), load);
    },
  );

  await t.test(
    'whose connections go dead without a sign costs no event that was answered 202',
    async () => {
      const load = startLoad(observed);
      const beganAtMs = Date.now();
      await until(() => load.answers({ status: 202, sinceMs: beganAtMs }).length >= MANY);

      proxy.blackHole('pass');
      const goneAtMs = Date.now();
      await until(() => load.answers({ status: 202, sinceMs: goneAtMs }).length >= MANY);
      await load.stop();

      const returnedAtMs = load.answers({ status: 503, sinceMs: goneAtMs }).at(-1)?.at ?? goneAtMs;
      assertOutage(t, load, { goneAtMs, returnedAtMs });
      assertNothingLost(t, await observed.judge(), load);
    },
  );
});

test('a process that was frozen past the broker’s idle limit answers the next upload, and stores it or the one after', async (t) => {
  const { kafka, proxy, brokers } = await ownKafkaBehindProxy(t, {
    properties: { 'connections.max.idle.ms': 5_000 },
  });
  const { cloud, devices, record, uploads, judge } = await observedCloud(t, {
    tenants: 1,
    devicesPerTenant: 1,
    brokers: kafka.brokers,
    replacements: { ingest: { environment: { KAFKA_BROKERS: brokers.join(',') } } },
    freeze: true,
  });
  const uploadOne = () =>
    runDevices({
      address: cloud.url,
      devices,
      eventsPerDevice: 1,
      record,
      afterUndeliverable: 'repeat',
    });
  const answersAfterFreezing = async (): Promise<readonly number[]> => {
    await until(() => proxy.connections() === 0);
    const thawedAt = uploads.length;
    await uploadOne();
    return uploads
      .slice(thawedAt)
      .flatMap((fact) => (fact.kind === 'answered' ? [fact.status] : []));
  };
  await uploadOne();
  assert.ok(proxy.connections() > 0);

  let statuses = await answersAfterFreezing();
  // A machine with much else to do may be late as well, but not each time.
  for (let again = 1; statuses.length > 2 && again < 3; again += 1) {
    statuses = await answersAfterFreezing();
  }

  t.diagnostic(`answered ${statuses.join(', then ')}`);
  assert.equal(statuses.at(-1), 202);
  assert.ok(statuses.length <= 2);
  const { violations, counts } = await judge();
  assert.deepEqual(violations, []);
  assert.equal(counts.unanswered, 0);
});

/** Every device had its answer. */
function assertNothingLost(t: TestContext, { violations, counts }: Verdict, load: RunningLoad) {
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(violations, []);
  assert.equal(counts.unanswered, 0);
  assert.equal(counts.forwarded + counts.undeliverable, counts.sent);
  assert.equal(load.answers({ status: 503 }).length, counts.undeliverable);
}

type Outage = { readonly goneAtMs: number; readonly returnedAtMs: number };

/**
 * Some were refused, and told when to come again; before the outage a busy registry may have refused, which says nothing of it.
 * Times are for people: tests do not assert on them.
 */
function assertOutage(t: TestContext, load: RunningLoad, { goneAtMs, returnedAtMs }: Outage): void {
  const refusals = load.answers({ status: 503, sinceMs: goneAtMs });
  assert.ok(refusals.length > 0);
  assert.deepEqual(
    refusals.filter(({ retryAfterSeconds }) => retryAfterSeconds !== 2),
    [],
  );
  const slowest = Math.max(...refusals.map(({ latencyMs }) => latencyMs));
  const recoveredAtMs = Math.min(
    ...load.answers({ status: 202, sinceMs: returnedAtMs }).map(({ at }) => at),
  );
  t.diagnostic(`slowest refusal: ${slowest.toFixed()} ms`);
  t.diagnostic(`recovered after ${recoveredAtMs - returnedAtMs} ms`);
}
