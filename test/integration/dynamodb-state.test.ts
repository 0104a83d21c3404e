import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbDeviceStateStore } from '../../lib/drivers/dynamodb/device-state-store.ts';
import { dynamoDbFailureCounter } from '../../lib/drivers/dynamodb/failure-counter.ts';
import { isRetryable } from '../../lib/domain/errors.ts';
import { deviceStateStoreContract } from '../contract/device-state-store.ts';
import { failureCounterContract } from '../contract/failure-counter.ts';
import {
  connectionReported,
  DEVICE,
  eventReported,
  TENANT,
} from '../support/device-state-changes.ts';
import { stateTable } from '../support/state-table.ts';

deviceStateStoreContract('dynamodb', async (t) => dynamoDbDeviceStateStore(await stateTable(t)));
failureCounterContract('dynamodb', async (t) => dynamoDbFailureCounter(await stateTable(t)));

describe('the state table', () => {
  test('forgets every item once nothing has changed it for as long as configured', async (t) => {
    const table = { ...(await stateTable(t)), retentionSeconds: 100, now: () => 5_000_900 };
    const change = eventReported();
    await dynamoDbDeviceStateStore(table).apply(change);
    await dynamoDbDeviceStateStore(table).apply(connectionReported());
    await dynamoDbFailureCounter(table).count(change.position, 1);

    const { Items: items = [] } = await table.client.send(
      new ScanCommand({ TableName: table.name }),
    );

    assert.deepEqual(
      items.map(({ expires }) => expires),
      [5100, 5100, 5100],
    );
  });

  test('makes records come again while it cannot be used', async (t) => {
    const table = { ...(await stateTable(t)), name: 'missing-table' };
    const store = dynamoDbDeviceStateStore(table);
    const change = eventReported();

    const uses = await Promise.allSettled([
      store.apply(change),
      store.find(TENANT, DEVICE),
      dynamoDbFailureCounter(table).count(change.position, 1),
    ]);

    const reasons = uses.map((use) => (use.status === 'rejected' ? use.reason : undefined));
    assert.deepEqual(
      reasons.map((reason) => reason?.code),
      ['STATE_NOT_STORED', 'STATE_NOT_READ', 'ATTEMPT_NOT_COUNTED'],
    );
    assert.ok(reasons.every(isRetryable));
  });
});
