import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { consumeBatch } from '../../../lib/consumption/consume-batch.ts';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import type { HandleEvent } from '../../../lib/consumption/handle-event.ts';
import { eventSourceHandler } from '../../../lib/drivers/event-source/handler.ts';
import { consumptionOf, headerOf, nameOf } from '../../support/consumption.ts';
import { CREATED_AT_MS, kafkaEventOf, type RecordSpec } from '../../support/kafka-event.ts';

const EMPTY_NOTIFICATION = 'application/vnd.eclipse-hono-empty-notification';
const CONNECTION_EVENT = 'application/vnd.eclipse-hono-dc-notification+json';
const PROVISIONING = 'application/vnd.eclipse-hono-device-provisioning-notification';
const CONNECTED = '{"cause":"connected","remote-id":"mqtt-client-id-1","source":"hono-mqtt"}';

test('Consume Events › a device’s events are delivered in the order in which they were received', async () => {
  const ended: string[] = [];
  const { invoke } = northbound(async (event) => {
    if (event.position.offset % 2 === 0) await nextTurn();
    ended.push(nameOf(event));
  });

  await invoke(...[0, 1, 2, 3].map((offset) => ({ offset, key: '4711' })));

  assert.deepEqual(ended, ['4711/0', '4711/1', '4711/2', '4711/3']);
});

for (const tenant of ['acme', 'Lab.T_1-x', 'DEFAULT_TENANT']) {
  test(`Consume Events › events on hono.event.${tenant} are those of ${tenant}`, async () => {
    const { invoke, consumed } = northbound();

    await invoke({ topic: `hono.event.${tenant}` });

    assert.deepEqual(
      consumed.map((event) => event.tenant),
      [tenant],
    );
  });
}

test('Consume Events › an event that has not been fully processed is not committed', async () => {
  const { invoke } = northbound((event) => {
    if (nameOf(event) === 'b/1') throw new Error('not now');
  });

  const answer = await invoke(
    { offset: 0, key: 'a' },
    { offset: 1, key: 'b' },
    { offset: 2, key: 'b' },
    { offset: 3, key: 'a' },
  );

  assert.deepEqual(answer, {
    batchItemFailures: [
      { itemIdentifier: { partition: 'hono.event.acme-0', offset: 1 } },
      { itemIdentifier: { partition: 'hono.event.acme-0', offset: 2 } },
    ],
  });
});

test('Consume Events › an event is committed only after its processing has ended', async () => {
  const processing = Promise.withResolvers<void>();
  const { invoke } = northbound(() => processing.promise);

  const answer = invoke({ offset: 0 });

  assert.equal(await Promise.race([answer, nextTurn('not answered')]), 'not answered');
  processing.resolve();
  assert.deepEqual(await answer, { batchItemFailures: [] });
});

test('Consume Events › an event that is delivered again is processed again: at least once', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ offset: 7 });
  await invoke({ offset: 7 });

  assert.equal(consumed.length, 2);
});

test('Consume Events › the key is the device from which the event originates', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ key: '4711', headers: { device_id: '4711' } });

  assert.equal(consumed[0]?.device, '4711');
});

test('Consume Events › the payload is the value, byte for byte', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ value: Uint8Array.of(0, 195, 255) });

  const [event] = consumed;
  assert.deepEqual(event?.kind === 'data' && [...event.payload.bytes], [0, 195, 255]);
});

test('Consume Events › headers are text, numbers in decimal digits', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ headers: { 'content-type': 'text/plain', qos: '0', ttl: '30000', ttd: '-1' } });

  const [event] = consumed;
  assert.deepEqual(
    [event?.contentType, event?.createdAtMs, event?.qos, event?.timeToLiveMs],
    ['text/plain', CREATED_AT_MS, 0, 30_000],
  );
  assert.deepEqual(event?.reachability, { kind: 'until-further-notice' });
});

test('Consume Events › an event whose time to live has passed is discarded, and done', async () => {
  const { invoke, consumed } = northbound();

  const answer = await invoke({ headers: { ttl: '500' } });

  assert.deepEqual([consumed, answer], [[], { batchItemFailures: [] }]);
});

test('Empty Notification › has no payload and says how long the device can be reached', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ value: null, headers: { 'content-type': EMPTY_NOTIFICATION, ttd: '60' } });

  const [event] = consumed;
  assert.equal(event?.kind, 'empty-notification');
  assert.deepEqual(event?.reachability, { kind: 'until', atMs: CREATED_AT_MS + 60_000 });
});

test('Empty Notification › need not say how long', async () => {
  const { invoke, consumed } = northbound();

  await invoke({ value: null, headers: { 'content-type': EMPTY_NOTIFICATION } });

  assert.deepEqual(
    consumed.map(({ kind, reachability }) => [kind, reachability]),
    [['empty-notification', undefined]],
  );
});

test('Connection Event › says cause, remote-id, source and data', async () => {
  const { invoke, consumed } = northbound();
  const value = CONNECTED.replace('}', ',"data":{"foo":"bar"}}');

  await invoke({ value, headers: { 'content-type': CONNECTION_EVENT, device_id: 'device-1' } });

  const [event] = consumed;
  assert.deepEqual(event?.kind === 'connection' && event.connection, {
    cause: 'connected',
    remoteId: 'mqtt-client-id-1',
    source: 'hono-mqtt',
    data: { foo: 'bar' },
  });
});

test('Device Provisioning Notification › says which device is new, and by which gateway', async () => {
  const { invoke, consumed } = northbound();

  await invoke({
    value: null,
    headers: {
      'content-type': PROVISIONING,
      hono_registration_status: 'NEW',
      tenant_id: 'acme',
      device_id: 'device-1',
      gateway_id: 'gateway-1',
    },
  });

  const [event] = consumed;
  assert.deepEqual(event?.kind === 'provisioning' && [event.status, event.device, event.gateway], [
    'NEW',
    'device-1',
    'gateway-1',
  ]);
});

const broken: Readonly<Record<string, RecordSpec>> = {
  'Empty Notification › the value MUST be empty': {
    value: '{}',
    headers: { 'content-type': EMPTY_NOTIFICATION },
  },
  'Connection Event › the value MUST be a JSON object': {
    value: '[]',
    headers: { 'content-type': CONNECTION_EVENT },
  },
  'Connection Event › the value MUST be UTF-8': {
    value: Buffer.from(CONNECTED.replace('mqtt-client-id-1', 'ü'), 'latin1'),
    headers: { 'content-type': CONNECTION_EVENT },
  },
  'Connection Event › the cause MUST be connected or disconnected': {
    value: CONNECTED.replace('"connected"', '"lost"'),
    headers: { 'content-type': CONNECTION_EVENT },
  },
  'Connection Event › the remote-id is mandatory': {
    value: '{"cause":"connected","source":"hono-mqtt"}',
    headers: { 'content-type': CONNECTION_EVENT },
  },
  'Connection Event › the source is mandatory': {
    value: '{"cause":"connected","remote-id":"r"}',
    headers: { 'content-type': CONNECTION_EVENT },
  },
  'Device Provisioning Notification › the value MUST be empty': {
    value: '{}',
    headers: {
      'content-type': PROVISIONING,
      hono_registration_status: 'NEW',
      tenant_id: 'acme',
      device_id: 'device-1',
    },
  },
};

for (const [rule, record] of Object.entries(broken)) {
  test(`${rule}: otherwise the record is a dead letter`, async () => {
    const { invoke, consumed, deadLetters } = northbound();

    const answer = await invoke(record);

    assert.deepEqual([consumed, answer], [[], { batchItemFailures: [] }]);
    assert.equal(headerOf(deadLetters.stored[0], 'dead-letter-reason'), 'RECORD_UNREADABLE');
  });
}

/** A consumer function a second after the events were created, and what its application gets to see. */
function northbound(handle: HandleEvent = () => undefined) {
  const consumed: ConsumedEvent[] = [];
  const consumption = consumptionOf({
    handle: (event, handling) => {
      consumed.push(event);
      return handle(event, handling);
    },
  });
  const handler = eventSourceHandler(
    async (batches, remainingMs) =>
      (await consumeBatch(batches, consumption, remainingMs)).unsettled,
    true,
  );
  const invoke = (...records: readonly RecordSpec[]) =>
    handler(kafkaEventOf(...records), { getRemainingTimeInMillis: () => 60_000 });
  return { invoke, consumed, deadLetters: consumption.deadLetters };
}
