import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DocumentClient } from '../../../../lib/drivers/dynamodb/client.ts';
import { dynamoDbDeviceRegistry } from '../../../../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../../../../lib/drivers/dynamodb/table.ts';
import { dynamoDbRegistryStore } from '../../../../lib/drivers/dynamodb/registry-store.ts';
import { assertRefused, change, deviceId, newTenantId } from '../../../support/registry-values.ts';

type Command = { readonly input: Record<string, unknown> };

/** A client that answers as told, one answer a call, and keeps what it was sent. */
function scripted(...answers: readonly unknown[]) {
  const sent: Record<string, unknown>[] = [];
  const send = async ({ input }: Command) => {
    const answer = answers[sent.length];
    sent.push(input);
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  const client = { send, destroy: () => undefined } as unknown as DocumentClient;
  return { client, sent };
}

function canceled(...codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: 'canceled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

describe('a look-up', () => {
  test('asks again for the keys that a throttled table left out', async () => {
    const id = newTenantId();
    const tenant = { pk: `tenant#${id}`, sk: 'tenant', version: 'v', document: '{}' };
    const device = { pk: `devices#${id}`, sk: 'd1', version: 'v', document: '{"via":["g"]}' };
    const { client, sent } = scripted(
      {
        Responses: { table: [device] },
        UnprocessedKeys: { table: { Keys: [{ pk: tenant.pk, sk: 'tenant' }] } },
      },
      { Responses: { table: [tenant] } },
    );

    const [found] = await dynamoDbDeviceRegistry(
      readerOf({ client, name: 'table' }),
    ).findRegistrations(id, [deviceId('d1')]);

    assert.deepEqual(found?.via, ['g']);
    assert.deepEqual(sent[1]?.['RequestItems'], {
      table: { Keys: [{ pk: tenant.pk, sk: 'tenant' }], ConsistentRead: true },
    });
  });

  test('is unavailable, not empty, when keys stay out', async () => {
    const id = newTenantId();
    const rest = { UnprocessedKeys: { table: { Keys: [{ pk: `tenant#${id}`, sk: 'tenant' }] } } };
    const { client } = scripted(...Array.from({ length: 10 }, () => rest));

    const search = dynamoDbDeviceRegistry(readerOf({ client, name: 'table' })).findCredentials(
      id,
      'hashed-password',
      'sensor',
    );

    await assertRefused(search, 'REGISTRY_UNAVAILABLE');
  });

  test('takes one round trip, and reads what was written last', async () => {
    const { client, sent } = scripted({ Responses: {} });

    await dynamoDbDeviceRegistry(readerOf({ client, name: 'table' })).findCredentials(
      newTenantId(),
      'hashed-password',
      'sensor',
    );

    assert.equal(sent.length, 1);
    assert.match(JSON.stringify(sent[0]), /"ConsistentRead":true/);
  });

  test('is unavailable when the service fails', async () => {
    const cause = new Error('socket hang up');
    const { client } = scripted(cause);

    const search = dynamoDbDeviceRegistry(readerOf({ client, name: 'table' })).findTenant(
      newTenantId(),
    );

    await assert.rejects(search, { code: 'REGISTRY_UNAVAILABLE', cause });
  });
});

describe('a write', () => {
  test('is tried again when another has an item in hand', async () => {
    const { client, sent } = scripted(canceled('TransactionConflict', 'None'), {});

    await dynamoDbRegistryStore(client, 'table').createTenant(newTenantId(), {}, change());

    assert.equal(sent.length, 2);
  });

  test('is refused for a condition even when there is a conflict beside it', async () => {
    const { client, sent } = scripted(canceled('ConditionalCheckFailed', 'TransactionConflict'));

    const creation = dynamoDbRegistryStore(client, 'table').createTenant(
      newTenantId(),
      {},
      change(),
    );

    await assertRefused(creation, 'TENANT_EXISTS');
    assert.equal(sent.length, 1);
  });

  test('is unavailable when it is canceled for another reason', async () => {
    const { client, sent } = scripted(canceled('ValidationError'));

    const creation = dynamoDbRegistryStore(client, 'table').createTenant(
      newTenantId(),
      {},
      change(),
    );

    await assertRefused(creation, 'REGISTRY_UNAVAILABLE');
    assert.equal(sent.length, 1);
  });
});
