import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic } from '../support/http-events.ts';
import { testBrokers } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { registerDevices } from '../support/register-devices.ts';
import { until } from '../support/until.ts';
import { untilNot503 } from '../support/until-not-503.ts';

test('a device’s event goes over the messaging network to the bridge function, which says so', async (t) => {
  const cloud = await localCloud(t, {
    brokers: testBrokers(),
    amqpPort: 0,
    settings: { BRIDGED_TENANTS: 'bridged' },
  });
  const [device] = await registerDevices(cloud, {
    tenants: ['bridged'],
    devicesPerTenant: 1,
    tenantDocument: { ext: { 'messaging-type': 'amqp' } },
  });
  assert.ok(device);
  const { authId, tenant, password } = device;
  const upload = {
    method: 'POST',
    headers: { authorization: basic(authId, tenant, password), 'content-type': 'text/plain' },
    body: 'over AMQP',
  };

  const { status } = await untilNot503(() => fetch(`${cloud.url}/event`, upload));

  assert.equal(status, 202);
  const told = () =>
    cloud.lines.find(
      ({ functionName, text }) => functionName === 'bridge' && text.includes('event processed'),
    );
  await until(() => told() !== undefined);
  const line = JSON.parse(told()?.text ?? '{}') as Readonly<Record<string, unknown>>;
  assert.deepEqual(
    [line['tenant'], line['topic'], line['contentType']],
    [tenant, `event/${tenant}`, 'text/plain'],
  );
});
