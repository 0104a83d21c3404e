import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DeviceState } from '../../../lib/consumption/device-state.ts';
import { keepDeviceState } from '../../../lib/consumption/keep-device-state.ts';
import { memoryDeviceStateStore } from '../../../lib/drivers/memory/device-state-store.ts';
import { batchesOf, consume, consumptionOf, unsettledOf } from '../../support/consumption.ts';
import { DEVICE, TENANT } from '../../support/device-state-changes.ts';
import { CREATED_AT_MS } from '../../support/kafka-event.ts';
import type { ReceivedSpec } from '../../support/received.ts';

const CREATED = ['creation-time', String(CREATED_AT_MS)] as const;
const CONNECTION = ['content-type', 'application/vnd.eclipse-hono-dc-notification+json'] as const;

describe('the consumer that keeps the state of devices', () => {
  test('remembers the payload of the last event of each type', async () => {
    const state = await stateAfter(
      { offset: 0, value: 'old', headers: [['content-type', 'text/plain'], CREATED] },
      { offset: 1, value: 'new', headers: [['content-type', 'Text/Plain; charset=x'], CREATED] },
    );

    const [event, ...others] = state.events;
    assert.deepEqual(others, []);
    assert.equal(event?.contentType, 'text/plain');
    assert.equal(event.payload && String(event.payload), 'new');
  });

  test('remembers only the size of a payload that is larger than it may be', async () => {
    const state = await stateAfter({ offset: 0, value: 'x'.repeat(17) });

    assert.deepEqual([state.events[0]?.payloadBytes, state.events[0]?.payload], [17, undefined]);
  });

  test('remembers until when the device can be reached', async () => {
    const state = await stateAfter({
      value: null,
      headers: [
        ['content-type', 'application/vnd.eclipse-hono-empty-notification'],
        CREATED,
        ['ttd', '30'],
      ],
    });

    assert.deepEqual(state.reachability, { kind: 'until', atMs: CREATED_AT_MS + 30_000 });
  });

  test('remembers whether the device is connected', async () => {
    const state = await stateAfter({
      value: '{"cause":"connected","remote-id":"client-1","source":"hono-mqtt"}',
      headers: [CONNECTION, CREATED],
    });

    assert.deepEqual(state.connection, {
      cause: 'connected',
      remoteId: 'client-1',
      source: 'hono-mqtt',
      reportedAtMs: CREATED_AT_MS,
    });
    assert.deepEqual(state.events, []);
  });

  test('takes Kafka’s time stamp for an event without a creation time', async () => {
    const state = await stateAfter({ timestampMs: 77, headers: [] });

    assert.equal(state.events[0]?.reportedAtMs, 77);
  });

  test('cuts a content type that is longer than any can be', async () => {
    const contentType = `text/${'x'.repeat(5000)}`;

    const state = await stateAfter({ headers: [['content-type', contentType]] });

    assert.equal(state.events[0]?.contentType, contentType.slice(0, 255));
  });

  test('makes an event come again that could not be stored', async () => {
    const store = {
      ...memoryDeviceStateStore(),
      apply: () => Promise.reject(new Error('no store')),
    };
    const consumption = consumptionOf({ handle: keepDeviceState(store, 16) });

    const result = await consume(consumption, batchesOf({ offset: 1 }));

    assert.deepEqual(unsettledOf(result), ['0/1']);
  });
});

async function stateAfter(...records: readonly ReceivedSpec[]): Promise<DeviceState> {
  const store = memoryDeviceStateStore();
  const result = await consume(
    consumptionOf({ handle: keepDeviceState(store, 16) }),
    batchesOf(...records),
  );
  assert.deepEqual(unsettledOf(result), []);
  return store.find(TENANT, DEVICE);
}
