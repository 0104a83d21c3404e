import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dynamoDbOutboxArchive } from '../../lib/drivers/dynamodb/outbox-archive.ts';
import { dynamoDbOutboxStore } from '../../lib/drivers/dynamodb/outbox-store.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { drainOutbox } from '../../lib/registry/drain-outbox.ts';
import { deviceChanged } from '../../lib/registry/notifications.ts';
import type { OutboxEntry } from '../../lib/registry/outbox.ts';
import { notificationsOf } from '../support/outbox.ts';
import { readOutbox, registryTable } from '../support/registry-table.ts';
import { AN_INSTANT_MS, deviceId, newTenantId } from '../support/registry-values.ts';

const A_DAY_MS = 24 * 3600 * 1000;

test('what the stream has forgotten is published by the schedule, and what it still holds is not', async (t) => {
  const table = await registryTable(t);
  const store = dynamoDbRegistryStore(table.client, table.name);
  const tenants = Array.from({ length: 5 }, () => newTenantId());
  for (const tenant of tenants) {
    for (const [device, atMs] of [
      ['first', AN_INSTANT_MS],
      ['second', AN_INSTANT_MS + 1],
      ['recent', AN_INSTANT_MS + 2000],
    ] as const) {
      const entry = deviceChanged('UPDATE', tenant, deviceId(device), {}, atMs);
      await store.announce(tenant, { atMs, outbox: [entry] });
    }
  }
  const published: OutboxEntry[] = [];
  const publisher = {
    store: dynamoDbOutboxStore(table.client, table.name),
    sink: { append: async (entry: OutboxEntry) => void published.push(entry) },
    announce: async () => assert.fail('nobody was provisioned'),
    report: () => assert.fail('nothing fails'),
    observe: () => {},
    clock: () => AN_INSTANT_MS + 1000 + A_DAY_MS,
  };

  await drainOutbox(dynamoDbOutboxArchive(table.client, table.name), publisher);

  for (const tenant of tenants) {
    const told = notificationsOf(published)
      .filter((one) => one['tenant-id'] === tenant)
      .map((one) => 'device-id' in one && one['device-id']);
    assert.deepEqual(new Set(told), new Set(['first', 'second']));
    assert.equal((await readOutbox(table, tenant)).length, 1);
  }
});

test('a drain ends when its time is over', async (t) => {
  const table = await registryTable(t);
  const store = dynamoDbRegistryStore(table.client, table.name);
  const tenant = newTenantId();
  for (let n = 0; n < 3; n++) {
    const entries = Array.from({ length: 90 }, (_, device) =>
      deviceChanged('UPDATE', tenant, deviceId(`device-${n}-${device}`), {}, AN_INSTANT_MS),
    );
    await store.announce(tenant, { atMs: AN_INSTANT_MS + n, outbox: entries });
  }
  let nowMs = AN_INSTANT_MS + 2 * A_DAY_MS;
  const publisher = {
    store: dynamoDbOutboxStore(table.client, table.name),
    sink: { append: async () => void (nowMs += 1000) },
    announce: async () => assert.fail('nobody was provisioned'),
    report: () => assert.fail('nothing fails'),
    observe: () => {},
    clock: () => nowMs,
  };

  await drainOutbox(dynamoDbOutboxArchive(table.client, table.name), publisher);

  assert.equal((await readOutbox(table, tenant)).length, 170);
});
