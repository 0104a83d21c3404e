import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { basic } from '../support/http-events.ts';
import { localCloud } from '../support/local-cloud.ts';
import { until } from '../support/until.ts';

const BODY = 'x'.repeat(40);

for (const network of ['kafka', 'amqp']) {
  test(`a tenant on ${network} that has used up its data volume is refused, others are not, and an operator can help`, async (t) => {
    // Nothing is remembered, so what the consumer has counted is seen at once.
    const settings = { CACHE_MAX_AGE: '0' };
    const cloud = await localCloud(t, { settings, ...(network === 'amqp' && { amqpPort: 0 }) });
    const { call } = managementApi(cloud.url, cloud.admin);
    for (const tenant of ['limited', 'other']) {
      await call('POST', `/tenants/${tenant}`, limitedTo(100, network), [201]);
      await call('POST', `/devices/${tenant}/4711`, {}, [201]);
      await call('PUT', `/credentials/${tenant}/4711`, CREDENTIALS, [204]);
    }
    const upload = (tenant: string, body = BODY) =>
      fetch(`${cloud.url}/event`, {
        method: 'POST',
        headers: { authorization: basic('sensor', tenant, 'secret'), 'content-type': 'text/plain' },
        body,
      });

    assert.equal((await upload('limited')).status, 202);
    assert.equal((await upload('limited')).status, 202);
    await until(async () => (await upload('limited', BODY)).status === 429);
    const refused = await upload('limited');
    const small = await upload('other');
    await call('PUT', '/tenants/limited', limitedTo(1000, network), [204]);
    const later = await upload('limited');

    const { error } = (await refused.json()) as { error: string };
    assert.equal(
      error,
      "tenant's accumulated message data volume exceeds configured maximum value",
    );
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.deepEqual([small.status, later.status], [202, 202]);
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
