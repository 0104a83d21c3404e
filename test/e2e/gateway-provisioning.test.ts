import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { basic } from '../support/http-events.ts';
import { kafkaAdmin, readCount, type StoredRecord } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { ownKafka } from '../support/own-kafka.ts';
import { uniqueTenants } from '../support/register-devices.ts';
import { untilNot503 } from '../support/until-not-503.ts';
import { until } from '../support/until.ts';

type Stage = Awaited<ReturnType<typeof cloudWithKafka>>;

test('a device that a gateway introduces', async (t) => {
  const stage = await cloudWithKafka(t);

  await t.test('is told of first, and once, however many uploads race', async () => {
    const { upload, topic } = await withGateway(stage);

    const answers = await Promise.all(Array.from({ length: 12 }, () => upload('edge-1')));

    assert.deepEqual([...new Set(answers)], [202]);
    await assertToldFirst(topic, 13, stage);
  });

  await t.test('while Kafka is down is told of without another upload', async () => {
    const { uploadOnce, upload, statusOf, topic } = await withGateway(stage);

    await stage.kafka.stop();
    assert.equal((await uploadOnce('edge-1')).status, 503);
    const { 'auto-provisioning-notification-sent': isSentYet } = await statusOf('edge-1');
    await stage.kafka.start();
    await until(
      async () => (await statusOf('edge-1'))['auto-provisioning-notification-sent'] === true,
    );
    assert.equal(await upload('edge-1'), 202);

    assert.equal(isSentYet, false);
    await assertToldFirst(topic, 2, stage);
  });
});

async function cloudWithKafka(t: TestContext) {
  const kafka = await ownKafka(t, {});
  const admin = await kafkaAdmin(t, kafka.brokers);
  const cloud = await localCloud(t, {
    brokers: kafka.brokers,
    maxEnvironments: 4,
    concurrency: 2,
  });
  return { kafka, admin, cloud };
}

/** A tenant, its topic of one partition, and a gateway that may provision devices. */
async function withGateway({ admin, cloud }: Stage) {
  const [tenant = ''] = uniqueTenants(1);
  const topic = `hono.event.${tenant}`;
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  const { call } = managementApi(cloud.url, cloud.admin);
  await call('POST', `/tenants/${tenant}`, {}, [201]);
  const gateway = { authorities: ['auto-provisioning-enabled'] };
  await call('POST', `/devices/${tenant}/gateway`, gateway, [201]);
  const credentials = {
    type: 'hashed-password',
    'auth-id': 'gateway',
    secrets: [{ 'pwd-plain': 'secret' }],
  };
  await call('PUT', `/credentials/${tenant}/gateway`, [credentials], [204]);
  const uploadOnce = (device: string): Promise<Response> =>
    fetch(`${cloud.url}/event/${tenant}/${device}`, {
      method: 'PUT',
      headers: {
        authorization: basic('gateway', tenant, 'secret'),
        'content-type': 'text/plain',
      },
      body: 'hello',
    });
  return {
    topic,
    uploadOnce,
    upload: async (device: string): Promise<number> => {
      const { status } = await untilNot503(() => uploadOnce(device));
      return status;
    },
    statusOf: async (device: string) => {
      const answer = await call('GET', `/devices/${tenant}/${device}`, undefined, [200]);
      const { status } = (await answer.json()) as { status: Readonly<Record<string, unknown>> };
      return status;
    },
  };
}

/** Events may be more than were accepted: what was answered 503 may be stored. @param count of all records, at least */
async function assertToldFirst(topic: string, count: number, { kafka }: Stage): Promise<void> {
  const [first, ...others] = (await readCount(topic, count, kafka.brokers)).map(kindOf);
  assert.equal(first, 'notification');
  assert.deepEqual([...new Set(others)], ['event']);
}

function kindOf({ headers }: StoredRecord): string {
  const isNotification = headers.some(([name]) => name === 'hono_registration_status');
  return isNotification ? 'notification' : 'event';
}
