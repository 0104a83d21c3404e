import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DocumentClient } from '../../lib/drivers/dynamodb/client.ts';
import { dynamoDbDataVolumeStore } from '../../lib/drivers/dynamodb/data-volume-store.ts';
import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../../lib/drivers/dynamodb/table.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { dynamoDbVolumeCounter } from '../../lib/drivers/dynamodb/volume-counter.ts';
import { dataVolumeStoreContract } from '../contract/data-volume-store.ts';
import { AN_INSTANT_MS, change, newTenantId } from '../support/registry-values.ts';
import { registryTable } from '../support/registry-table.ts';

dataVolumeStoreContract('dynamodb', async (t) => {
  const { client, name } = await registryTable(t);
  return {
    stores: [dynamoDbDataVolumeStore(client, name), dynamoDbDataVolumeStore(client, name)],
    devices: dynamoDbDeviceRegistry(readerOf({ client, name })),
    registry: dynamoDbRegistryStore(client, name),
  };
});

test('what is counted when it is forwarded is added to what the tenant has used, and old periods go', async (t) => {
  const { client, name } = await registryTable(t);
  const tenant = newTenantId();
  const period = { mode: 'monthly' } as const;
  const limits = { 'max-bytes': 1000, 'effective-since': '2026-01-01T00:00:00Z', period };
  const document = { 'resource-limits': { 'data-volume': limits } };
  await dynamoDbRegistryStore(client, name).createTenant(tenant, document, change());
  const counter = dynamoDbVolumeCounter({ client, name });
  const used = { bytes: 10, forgotten: [], expiresAtMs: AN_INSTANT_MS };

  await counter.add(tenant, { ...used, period: '2026-01-01T00:00:00Z' });
  await counter.add(tenant, { ...used, period: '2026-11-01T00:00:00Z' });
  const forgotten = ['2026-01-01T00:00:00Z', '2025-12-01T00:00:00Z'];
  await counter.add(tenant, { ...used, period: '2026-11-01T00:00:00Z', forgotten });

  const found = await dynamoDbDeviceRegistry(readerOf({ client, name })).findTenant(tenant);
  assert.deepEqual(found?.dataVolume?.countedBytes, { '2026-11-01T00:00:00Z': 20 });
});

describe('the cost of a count', () => {
  test('is a read once, and then one write for each batch', async (t) => {
    const { client, name } = await registryTable(t);
    const { calls, counting } = counted(client);
    const store = dynamoDbDataVolumeStore(counting, name);
    const tenant = newTenantId();

    for (const offset of [0, 1, 2, 2]) await store.count(tenant, batchOf(offset));

    assert.deepEqual(calls, ['GetCommand', 'UpdateCommand', 'UpdateCommand', 'UpdateCommand']);
  });

  test('is one write more when the answer to one was lost', async (t) => {
    const { client, name } = await registryTable(t);
    const tenant = newTenantId();
    let isLost = true;
    const store = dynamoDbDataVolumeStore(
      {
        destroy: () => {},
        send: (async (command: Parameters<DocumentClient['send']>[0]) => {
          const answer = await client.send(command);
          if (isLost && command.constructor.name === 'UpdateCommand') {
            isLost = false;
            throw new Error('the connection was lost');
          }
          return answer;
        }) as DocumentClient['send'],
      },
      name,
    );

    await assert.rejects(store.count(tenant, batchOf(0)), { code: 'VOLUME_NOT_COUNTED' });
    await store.count(tenant, batchOf(0));

    const other = dynamoDbDataVolumeStore(client, name);
    await other.count(tenant, batchOf(1));
    const { calls, counting } = counted(client);
    await dynamoDbDataVolumeStore(counting, name).count(tenant, batchOf(1));
    assert.deepEqual(calls, ['GetCommand']);
  });
});

/** One record of ten bytes. */
function batchOf(offset: number) {
  const record = { offset, timestampMs: AN_INSTANT_MS, period: '2026-11-01T00:00:00Z', bytes: 10 };
  return {
    partitions: new Map([['event/0', [record]]]),
    expiresAtMs: AN_INSTANT_MS + 86_400_000,
  };
}

/** A client that tells what it was asked for. */
function counted(client: DocumentClient) {
  const calls: string[] = [];
  const counting: DocumentClient = {
    destroy: () => {},
    send: ((command: Parameters<DocumentClient['send']>[0]) => {
      calls.push(command.constructor.name);
      return client.send(command);
    }) as DocumentClient['send'],
  };
  return { calls, counting };
}
