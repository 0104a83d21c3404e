import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { managementApi } from '../../local/management-api.ts';
import { kafkaAdmin, readUntil, type StoredRecord } from '../support/kafka.ts';
import { localCloud } from '../support/local-cloud.ts';
import { ownKafka } from '../support/own-kafka.ts';

const OF_TENANTS = 'hono.notification.registry-tenant';
const OF_DEVICES = 'hono.notification.registry-device';

test('every change of the registry is told on Hono’s topics, also one made while Kafka is down', async (t) => {
  const kafka = await ownKafka(t, {});
  const { url, admin } = await localCloud(t, { brokers: kafka.brokers });
  await createTopics(t, kafka.brokers);
  const { call } = managementApi(url, admin);

  await call('POST', '/tenants/acme', { ext: { 'invalidate-cache-on-update': true } }, [201]);
  await call('POST', '/devices/acme/4711', {}, [201]);
  await call('PUT', '/credentials/acme/4711', [], [204]);
  await kafka.stop();
  await call('PUT', '/devices/acme/4711', { enabled: false }, [204]);
  await call('DELETE', '/devices/acme/4711', undefined, [204]);
  await call('DELETE', '/devices/acme', undefined, [204]);
  await call('DELETE', '/tenants/acme', undefined, [204]);
  await kafka.start();

  const tenants = await tellings(OF_TENANTS, kafka.brokers, 2);
  const devices = await tellings(OF_DEVICES, kafka.brokers, 5);
  const head = '"source":"device-registry","creation-time":"…"';
  const device = '"tenant-id":"acme","device-id":"4711"';
  assert.deepEqual(tenants, [
    `acme {"type":"tenant-change-v1",${head},"change":"CREATE","tenant-id":"acme","enabled":true,"invalidate-cache-on-update":true}`,
    `acme {"type":"tenant-change-v1",${head},"change":"DELETE","tenant-id":"acme","enabled":false,"invalidate-cache-on-update":true}`,
  ]);
  assert.deepEqual(
    devices.filter((one) => one.startsWith('4711 ')),
    [
      `4711 {"type":"device-change-v1",${head},"change":"CREATE",${device},"enabled":true}`,
      `4711 {"type":"credentials-change-v1",${head},${device}}`,
      `4711 {"type":"device-change-v1",${head},"change":"UPDATE",${device},"enabled":false}`,
      `4711 {"type":"device-change-v1",${head},"change":"DELETE",${device},"enabled":false}`,
    ],
  );
  assert.deepEqual(
    devices.filter((one) => one.startsWith('acme ')),
    [`acme {"type":"all-devices-of-tenant-deleted-v1",${head},"tenant-id":"acme"}`],
  );
});

async function createTopics(t: TestContext, brokers: readonly string[]): Promise<void> {
  const admin = await kafkaAdmin(t, brokers);
  const topics = [OF_TENANTS, OF_DEVICES].map((topic) => ({ topic, numPartitions: 1 }));
  await admin.createTopics({ topics, waitForLeaders: true });
}

/** Waits for so many different notifications: after a failure one may come twice. @returns key and value of each once */
async function tellings(
  topic: string,
  brokers: readonly string[],
  count: number,
): Promise<readonly string[]> {
  const until = (records: readonly StoredRecord[]) => different(records).length >= count;
  return different(await readUntil(topic, { brokers, until }));
}

function different(records: readonly StoredRecord[]): readonly string[] {
  return [...new Set(records.map(toText))];
}

function toText({ key, value, headers }: StoredRecord): string {
  assert.deepEqual(headers, []);
  const json = String(value).replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/, '"…"');
  return `${String(key)} ${json}`;
}
