import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { readUntil } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { ownKafka } from '../support/own-kafka.ts';
import { until } from '../support/until.ts';

test('a second start beside the first asks for no credentials, and leaves consuming and publishing to it', async (t) => {
  const { brokers } = await ownKafka(t, {});
  const first = await localCloud(t, { brokers });
  const second = await localCloud(t, {
    brokers,
    dynamoDbEndpoint: first.dynamoDbEndpoint,
    requestsOnly: true,
    settings: { AUTHENTICATION_REQUIRED: 'false' },
  });
  const { call } = managementApi(second.url, second.admin);
  await call('POST', '/tenants/acme', {}, [201]);
  await call('POST', '/devices/acme/4711', {}, [201]);

  const upload = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'hello' };
  const path = '/event/acme/4711';
  const [refused, accepted] = [
    await fetch(`${first.url}${path}`, upload),
    await fetch(`${second.url}${path}`, upload),
  ];

  assert.deepEqual([refused.status, accepted.status], [401, 202]);
  await until(() => first.lines.some(({ text }) => text.includes('event processed')));
  await call('DELETE', '/devices/acme/4711', undefined, [204]);
  const notifications = await readUntil('hono.notification.registry-device', {
    brokers,
    until: (records) => records.some(({ value }) => String(value).includes('"DELETE"')),
  });
  assert.equal(notifications.length, 2);
  const invoked = new Set(second.lines.map(({ functionName }) => functionName));
  assert.deepEqual(
    [...invoked].filter((name) => name !== 'ingest' && name !== 'registry'),
    [],
  );
});
