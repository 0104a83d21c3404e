import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { localCloud } from '../support/local-cloud.ts';
import { registerDevices } from '../support/register-devices.ts';
import { until } from '../support/until.ts';

test('a device’s event goes over the messaging network to the bridge function, which says so', async (t) => {
  const cloud = await localCloud(t, { amqpPort: 0, settings: { BRIDGED_TENANTS: 'tenant-1' } });
  const [device] = await registerDevices(cloud, { tenants: 1, devicesPerTenant: 1 });
  assert.ok(device);
  const { call } = managementApi(cloud.url, cloud.admin);
  const onAmqp = { ext: { 'messaging-type': 'amqp' } };
  await call('PUT', `/tenants/${device.tenant}`, onAmqp, [204]);
  const login = Buffer.from(`${device.authId}@${device.tenant}:${device.password}`);

  const answer = await fetch(`${cloud.url}/event`, {
    method: 'POST',
    headers: { authorization: `Basic ${login.toString('base64')}`, 'content-type': 'text/plain' },
    body: 'over AMQP',
  });

  assert.equal(answer.status, 202);
  const told = () =>
    cloud.lines.find(
      ({ functionName, text }) => functionName === 'bridge' && text.includes('event processed'),
    );
  await until(() => told() !== undefined);
  const line = JSON.parse(told()?.text ?? '{}') as Readonly<Record<string, unknown>>;
  assert.deepEqual(
    [line['tenant'], line['topic'], line['contentType']],
    [device.tenant, `event/${device.tenant}`, 'text/plain'],
  );
});
