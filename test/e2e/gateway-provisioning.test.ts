import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { basic } from '../support/http-events.ts';
import { kafkaAdmin, readAll, readCount, type StoredRecord } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { ownKafka } from '../support/own-kafka.ts';
import { until } from '../support/until.ts';

const TOPIC = 'hono.event.acme';
const GATEWAY = basic('gateway', 'acme', 'secret');

test('the first word of a device is its provisioning notification, once, however many uploads race', async (t) => {
  const { kafka, upload } = await cloudWithGateway(t, 4);

  const answers = await Promise.all(Array.from({ length: 12 }, () => upload('edge-1')));

  assert.deepEqual([...new Set(answers)], [202]);
  const kinds = (await readCount(TOPIC, 13, kafka.brokers)).map(kindOf);
  assert.deepEqual(kinds, ['notification', ...answers.map(() => 'event')]);
});

test('a device that was provisioned while Kafka was down is told of without another upload', async (t) => {
  const { kafka, upload, statusOf } = await cloudWithGateway(t, 1);

  await kafka.stop();
  assert.equal(await upload('edge-1'), 503);
  const { 'auto-provisioning-notification-sent': isSentYet } = await statusOf('edge-1');
  await kafka.start();
  await until(
    async () => (await statusOf('edge-1'))['auto-provisioning-notification-sent'] === true,
  );
  assert.equal(await upload('edge-1'), 202);

  assert.equal(isSentYet, false);
  const kinds = (await readAll(TOPIC, kafka.brokers)).map(kindOf);
  assert.deepEqual(kinds, ['notification', 'event']);
});

/** The product with a tenant, its topic of one partition, and a gateway that may provision devices. */
async function cloudWithGateway(t: TestContext, maxEnvironments: number) {
  const kafka = await ownKafka(t, {});
  const admin = await kafkaAdmin(t, kafka.brokers);
  await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
  const cloud = await localCloud(t, { brokers: kafka.brokers, maxEnvironments, concurrency: 2 });
  const { call } = managementApi(cloud.url, cloud.admin);
  await call('POST', '/tenants/acme', {}, [201]);
  await call(
    'POST',
    '/devices/acme/gateway',
    { authorities: ['auto-provisioning-enabled'] },
    [201],
  );
  const credentials = {
    type: 'hashed-password',
    'auth-id': 'gateway',
    secrets: [{ 'pwd-plain': 'secret' }],
  };
  await call('PUT', '/credentials/acme/gateway', [credentials], [204]);
  return {
    kafka,
    upload: async (device: string): Promise<number> => {
      const answer = await fetch(`${cloud.url}/event/acme/${device}`, {
        method: 'PUT',
        headers: { authorization: GATEWAY, 'content-type': 'text/plain' },
        body: 'hello',
      });
      return answer.status;
    },
    statusOf: async (device: string) => {
      const answer = await call('GET', `/devices/acme/${device}`, undefined, [200]);
      const { status } = (await answer.json()) as { status: Readonly<Record<string, unknown>> };
      return status;
    },
  };
}

function kindOf({ headers }: StoredRecord): string {
  const isNotification = headers.some(([name]) => name === 'hono_registration_status');
  return isNotification ? 'notification' : 'event';
}
