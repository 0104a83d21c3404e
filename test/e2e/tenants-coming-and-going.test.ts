import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDevices } from '../support/devices.ts';
import { untilSettled } from '../support/settled.ts';
import { managementApi } from '../../local/management-api.ts';
import { kafkaAdmin, readCount } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { registerDevices } from '../support/register-devices.ts';
import { mappingsOf } from '../support/local-lambda-api.ts';
import { until } from '../support/until.ts';

/** Reduced; `bench/tenants.ts` has 200. */
const TENANTS = 8;

test('tenants come, are consumed, and go, on a broker that makes no topic by itself', async (t) => {
  const cloud = await localCloud(t, {
    autoCreateTopics: false,
    replacements: {
      reconciler: { environment: { REMOVAL_GRACE: '0', MAX_REMOVALS: `${TENANTS}` } },
    },
  });
  const admin = await kafkaAdmin(t, cloud.brokers);
  const { call } = managementApi(cloud.url, cloud.admin);
  const devices = await registerDevices(cloud, { tenants: TENANTS, devicesPerTenant: 1 });
  const tenants = devices.map(({ tenant }) => tenant);
  const consumed = (tenant: string) =>
    cloud.lines.some(({ functionName, text }) => {
      return functionName === 'consumer' && text.includes(`"tenant":"${tenant}"`);
    });

  await runDevices({
    address: cloud.url,
    devices,
    eventsPerDevice: 1,
    afterUndeliverable: 'repeat',
    record: () => {},
  });
  await until(() => tenants.every(consumed));
  await untilSettled(admin, cloud, tenants);
  for (const tenant of tenants.slice(1)) {
    await call('DELETE', `/tenants/${tenant}`, undefined, [204]);
  }
  await until(async () => (await mappingsOf(cloud)).length === 1);

  const [left] = await mappingsOf(cloud);
  assert.deepEqual(left?.Topics, [`hono.event.${tenants[0]}`]);
  const topics = await admin.listTopics();
  for (const tenant of tenants) {
    for (const kind of ['event', 'telemetry', 'dead-letter']) {
      assert.ok(topics.includes(`hono.${kind}.${tenant}`), `${kind} of ${tenant}`);
    }
  }
  await readCount('hono.audit.registry', TENANTS, cloud.brokers);
});
