import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { testAmqp } from '../support/amqp.ts';
import { basic } from '../support/http-events.ts';
import { testBrokers } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { uniqueTenants } from '../support/register-devices.ts';
import { untilNot503 } from '../support/until-not-503.ts';
import { until } from '../support/until.ts';

test('a tenant that has used up its data volume is refused, others are not, and an operator can help', async (t) => {
  const { host, port } = testAmqp();
  const cloud = await localCloud(t, {
    brokers: testBrokers(),
    replacements: {
      // Nothing is remembered, so what has been counted is seen at once.
      ingest: { environment: { CACHE_MAX_AGE: '0', AMQP_URL: `amqp://${host}:${port}` } },
      consumer: { environment: { CACHE_MAX_AGE: '0' } },
    },
  });
  const { call } = managementApi(cloud.url, cloud.admin);
  const upload = (tenant: string) => untilNot503(() => uploadTo(cloud, tenant));

  for (const network of ['kafka', 'amqp']) {
    await t.test(`on ${network}`, async () => {
      const [limited = '', other = ''] = uniqueTenants(2);
      for (const tenant of [limited, other]) {
        await call('POST', `/tenants/${tenant}`, limitedTo(400, network), [201]);
        await call('POST', `/devices/${tenant}/4711`, {}, [201]);
        await call('PUT', `/credentials/${tenant}/4711`, CREDENTIALS, [204]);
      }
      assert.equal((await upload(limited)).status, 202);
      assert.equal((await upload(limited)).status, 202);
      await until(async () => (await upload(limited)).status === 429);
      const refused = await upload(limited);
      const small = await upload(other);
      await call('PUT', `/tenants/${limited}`, limitedTo(10_000, network), [204]);
      const later = await upload(limited);

      const { error } = (await refused.json()) as { error: string };
      assert.equal(
        error,
        "tenant's accumulated message data volume exceeds configured maximum value",
      );
      assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      assert.deepEqual([small.status, later.status], [202, 202]);
    });
  }
});

function uploadTo({ url }: TestCloud, tenant: string): Promise<Response> {
  return fetch(`${url}/event`, {
    method: 'POST',
    headers: { authorization: basic('sensor', tenant, 'secret'), 'content-type': 'text/plain' },
    body: 'x'.repeat(40),
  });
}

const CREDENTIALS = [
  { type: 'hashed-password', 'auth-id': 'sensor', secrets: [{ 'pwd-plain': 'secret' }] },
];

function limitedTo(maxBytes: number, network: string) {
  const dataVolume = {
    'effective-since': '2020-01-01T00:00:00Z',
    'max-bytes': maxBytes,
    period: { mode: 'days', 'no-of-days': 3650 },
  };
  const ext = { 'messaging-type': network };
  return { ext, 'resource-limits': { 'data-volume': dataVolume } };
}
