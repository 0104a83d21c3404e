import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { readUntil, type StoredRecord, testBrokers } from '../support/kafka.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { uniqueTenants } from '../support/register-devices.ts';
import { uniqueStage } from '../support/stage.ts';
import { untilNot503 } from '../support/until-not-503.ts';
import { until } from '../support/until.ts';

test('a second start beside the first asks for no credentials, and leaves consuming and publishing to it', async (t) => {
  const brokers = testBrokers();
  const [tenant = ''] = uniqueTenants(1);
  const stage = uniqueStage();
  const first = await localCloud(t, { brokers, stage });
  const second = await localCloud(t, {
    brokers,
    stage,
    requestsOnly: true,
    replacements: { ingest: { environment: { AUTHENTICATION_REQUIRED: 'false' } } },
  });
  const { call } = managementApi(second.url, second.admin);
  await call('POST', `/tenants/${tenant}`, {}, [201]);
  await call('POST', `/devices/${tenant}/4711`, {}, [201]);

  const upload = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'hello' };
  const path = `/event/${tenant}/4711`;
  const uploadTo = ({ url }: TestCloud) => untilNot503(() => fetch(`${url}${path}`, upload));
  const [refused, accepted] = [await uploadTo(first), await uploadTo(second)];

  assert.deepEqual([refused.status, accepted.status], [401, 202]);
  await until(() => first.lines.some(({ text }) => text.includes('event processed')));
  await call('DELETE', `/devices/${tenant}/4711`, undefined, [204]);
  const notifications = await readUntil('hono.notification.registry-device', {
    brokers,
    until: (records) => changesOf(tenant, records).includes('DELETE'),
  });
  assert.deepEqual(changesOf(tenant, notifications), ['CREATE', 'DELETE']);
  const invoked = new Set(second.lines.map(({ functionName }) => functionName));
  assert.deepEqual(
    [...invoked].filter((name) => name !== 'ingest' && name !== 'registry'),
    [],
  );
});

/** As the topic tells them; the broker is not this test's alone. */
function changesOf(tenant: string, records: readonly StoredRecord[]): readonly unknown[] {
  return records
    .map(({ value }) => JSON.parse(String(value)) as Readonly<Record<string, unknown>>)
    .filter((told) => told['tenant-id'] === tenant)
    .map((told) => told['change']);
}
