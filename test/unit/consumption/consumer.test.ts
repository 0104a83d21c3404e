import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consumer } from '../../../lib/consumption/consumer.ts';
import { batchesOf, consume, consumptionOf, unsettledOf } from '../../support/consumption.ts';
import type { ReceivedSpec } from '../../support/received.ts';

const vendor = 'application/vnd.eclipse-hono';
const RECORDS: Readonly<Record<string, ReceivedSpec>> = {
  onData: {},
  onEmptyNotification: {
    value: null,
    headers: [['content-type', `${vendor}-empty-notification`]],
  },
  onConnectionEvent: {
    value: '{"cause":"connected","remote-id":"r","source":"hono-mqtt"}',
    headers: [['content-type', `${vendor}-dc-notification+json`]],
  },
  onProvisioning: {
    value: null,
    headers: [
      ['content-type', `${vendor}-device-provisioning-notification`],
      ['hono_registration_status', 'NEW'],
      ['tenant_id', 'acme'],
      ['device_id', 'device-1'],
    ],
  },
};

describe('a consumer', () => {
  for (const [name, record] of Object.entries(RECORDS)) {
    test(`hands events of their kind to ${name}, and no others`, async () => {
      const calls: string[] = [];
      const handlers = Object.fromEntries(
        Object.keys(RECORDS).map((one) => [one, () => void calls.push(one)]),
      );

      await consume(consumptionOf({ handle: consumer(handlers) }), batchesOf(record));

      assert.deepEqual(calls, [name]);
    });

    test(`is done with an event that would be for ${name} if there were one`, async () => {
      const result = await consume(consumptionOf({ handle: consumer({}) }), batchesOf(record));

      assert.deepEqual([unsettledOf(result), result.counts.processed], [[], 1]);
    });
  }

  test('is waited for', async () => {
    const handle = consumer({ onData: () => Promise.reject(new Error('not now')) });

    const result = await consume(consumptionOf({ handle }), batchesOf({ offset: 4 }));

    assert.deepEqual(unsettledOf(result), ['0/4']);
  });
});
