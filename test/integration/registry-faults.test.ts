import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ServiceError } from '../../lib/domain/errors.ts';
import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../../lib/drivers/dynamodb/table.ts';
import { dynamoDbProvisioningStore } from '../../lib/drivers/dynamodb/provisioning-store.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { failingClient } from '../support/registry-faults/failing.ts';
import {
  EDGE,
  type Operation,
  operations,
  subjectOf,
} from '../support/registry-faults/operations.ts';
import { orphansOf } from '../support/registry-faults/orphans.ts';
import { type RegistryTable, registryTable } from '../support/registry-table.ts';
import { AN_INSTANT_MS, newTenantId } from '../support/registry-values.ts';

/** No operation writes more often. */
const MOST_WRITES = 12;
const DONE_ALREADY = new Set<string>([
  'TENANT_EXISTS',
  'DEVICE_EXISTS',
  'TENANT_NOT_FOUND',
  'DEVICE_NOT_REGISTERED',
]);

describe('a store that fails at one write leaves nothing without what it belongs to', () => {
  for (const [name, operation] of Object.entries(operations)) {
    for (const when of ['before', 'after'] as const) {
      test(`${name}: the answer is lost ${when} the effect`, async (t) => {
        const table = await registryTable(t);
        let nth = 1;
        while (await survives(table, operation, { nth, when })) nth += 1;

        assert.ok(nth > 1 && nth <= MOST_WRITES, `${nth - 1} writes`);
      });
    }
  }
});

/** Happens to a tenant of its own. @returns false when the operation is done before its nth write */
async function survives(
  table: RegistryTable,
  { given, act }: Operation,
  fault: Parameters<ReturnType<typeof failingClient>['arm']>[0],
): Promise<boolean> {
  const failing = failingClient(table.client);
  const clock = { ms: AN_INSTANT_MS };
  const subject = subjectOf(newTenantId(), storesOf(failing.subject, table), () => clock.ms);
  await given(subject);
  failing.arm(fault);

  const failure = await failureOf(act(subject));
  const wasReached = failing.isReached();
  failing.disarm();

  if (failing.hasFailed()) assert.equal(failure?.code, 'REGISTRY_UNAVAILABLE');
  assert.deepEqual(orphansOf(await itemsOf(table)), []);
  clock.ms += 3000;
  const again = await failureOf(act(subject));
  assert.ok(again === undefined || DONE_ALREADY.has(again.code), String(again));
  assert.deepEqual(orphansOf(await itemsOf(table)), []);
  await assertTold(subject);
  return wasReached;
}

/** A device that was provisioned is told of, once or, after a failure, twice. */
async function assertTold({ devices, tenant, published }: ReturnType<typeof subjectOf>) {
  const [edge] = await devices.findRegistrations(tenant, [EDGE]);
  assert.equal(edge?.announcement, undefined);
  assert.ok(edge ? [1, 2].includes(published.length) : published.length === 0);
}

function storesOf(client: RegistryTable['client'], { name }: RegistryTable) {
  return {
    store: dynamoDbRegistryStore(client, name),
    provisioning: dynamoDbProvisioningStore(client, name),
    devices: dynamoDbDeviceRegistry(readerOf({ client, name })),
  };
}

async function failureOf(action: Promise<unknown>): Promise<ServiceError | undefined> {
  try {
    await action;
    return undefined;
  } catch (failure) {
    if (failure instanceof ServiceError) return failure;
    throw failure;
  }
}

async function itemsOf({ client, name }: RegistryTable) {
  const { Items: items = [] } = await client.send(
    new ScanCommand({ TableName: name, ConsistentRead: true }),
  );
  return items;
}
