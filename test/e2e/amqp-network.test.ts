import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { collectMessages, testAmqp } from '../support/amqp.ts';
import { readAll, testBrokers } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { registerDevices } from '../support/register-devices.ts';
import { until } from '../support/until.ts';

const ON_AMQP = { ext: { 'messaging-type': 'amqp' } };

test('a tenant moves from Kafka to AMQP 1.0 and back while a device uploads: order stays, nothing accepted is lost', async (t) => {
  const { host, port } = testAmqp();
  const cloud = await localCloud(t, {
    brokers: testBrokers(),
    replacements: {
      ingest: { environment: { CACHE_MAX_AGE: '1', AMQP_URL: `amqp://${host}:${port}` } },
    },
  });
  const { tenant, move, upload } = await tenantWithDevice(cloud);
  const onAmqp = collectMessages(t, `event/${tenant}`);
  const onKafka = async () => {
    const records = await readAll(`hono.event.${tenant}`, cloud.brokers);
    return records.map(({ value }) => String(value));
  };
  const accepted: string[] = [];
  const stopping = new AbortController();
  const uploading = uploadUntil(stopping.signal, upload, accepted);

  await until(() => accepted.length > 10);
  await move(ON_AMQP);
  await until(() => onAmqp.length > 10);
  const before = (await onKafka()).length;
  await move({});
  await until(async () => (await onKafka()).length > before + 10);
  stopping.abort();
  await uploading;

  await until(async () => onAmqp.length + (await onKafka()).length >= accepted.length);
  assert.deepEqual([...onAmqp], onAmqp.toSorted(byNumber));
  const stored = new Set([...onAmqp, ...(await onKafka())]);
  assert.deepEqual(
    accepted.filter((text) => !stored.has(text)),
    [],
  );
});

function byNumber(one: string, other: string): number {
  return Number(one) - Number(other);
}

async function tenantWithDevice(cloud: TestCloud) {
  const { call } = managementApi(cloud.url, cloud.admin);
  const [device] = await registerDevices(cloud, { tenants: 1, devicesPerTenant: 1 });
  assert.ok(device);
  const login = `${device.authId}@${device.tenant}:${device.password}`;
  return {
    tenant: device.tenant,
    move: (document: object) => call('PUT', `/tenants/${device.tenant}`, document, [204]),
    upload: async (text: string) => {
      const answer = await fetch(`${cloud.url}/event`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(login).toString('base64')}`,
          'content-type': 'text/plain',
        },
        body: text,
      });
      await answer.bytes();
      return answer.status;
    },
  };
}

async function uploadUntil(
  stopping: AbortSignal,
  upload: (text: string) => Promise<number>,
  accepted: string[],
): Promise<void> {
  for (let next = 1; !stopping.aborted; next += 1) {
    const text = String(next);
    if ((await upload(text)) === 202) accepted.push(text);
  }
}
