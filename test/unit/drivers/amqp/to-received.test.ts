import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import rhea, { type Message } from 'rhea';
import type { ConsumedEvent } from '../../../../lib/consumption/consumed-event.ts';
import { EventHeaders } from '../../../../lib/consumption/event-headers.ts';
import { readLifetime } from '../../../../lib/consumption/event-lifetime.ts';
import { toConsumedEvent } from '../../../../lib/consumption/to-consumed-event.ts';
import type { EventRecord } from '../../../../lib/domain/event-record.ts';
import { parseTenantId } from '../../../../lib/domain/identifiers.ts';
import { toMessage } from '../../../../lib/drivers/amqp/message.ts';
import { toReceived } from '../../../../lib/drivers/amqp/to-received.ts';
import { data, eventRecord } from '../../../support/event-records.ts';

const TENANT = parseTenantId('tenant-1');
const ORIGIN = { tenant: TENANT, address: 'event/tenant-1', arrival: 0 };

/** As it arrives. */
function overTheWire(message: Message): Message {
  return { body: undefined, ...rhea.message.decode(rhea.message.encode(message)) };
}

function consumed(given: Partial<EventRecord>): ConsumedEvent {
  return readAsEvent(toMessage(eventRecord({ network: 'amqp', ...given })));
}

function readAsEvent(message: Message): ConsumedEvent {
  const record = toReceived(overTheWire(message), ORIGIN);
  const headers = new EventHeaders(record.headers);
  return toConsumedEvent(record, headers, readLifetime(headers));
}

function messageOf(given: Partial<Message> = {}): Message {
  return { body: undefined, application_properties: { device_id: 'device-1' }, ...given };
}

describe('a message as a record', () => {
  it('says what the adapter forwarded', () => {
    const event = consumed({
      timeToLiveMs: 60_000,
      timeUntilDisconnectSeconds: 30,
      defaults: { site: 'berlin', floor: 7, tags: ['a', 'b'] },
    });

    assert.equal(event.kind, 'data');
    assert.equal(event.kind === 'data' && event.payload.text(), '{"temp":5}');
    assert.equal(event.device, 'device-1');
    assert.equal(event.contentType, 'application/json');
    assert.equal(event.createdAtMs, 1_795_301_842_281);
    assert.equal(event.timeToLiveMs, 60_000);
    assert.deepEqual(event.reachability, { kind: 'until', atMs: 1_795_301_872_281 });
    assert.equal(event.qos, 1);
    assert.equal(event.origin.adapter, 'hono-http');
    assert.equal(event.headers.text('site'), 'berlin');
    assert.equal(event.headers.integer('floor'), 7);
    assert.deepEqual(event.headers.json('tags'), ['a', 'b']);
    assert.match(event.trace.traceparent ?? '', /^00-0af7/);
  });

  it('is an empty notification when there is no body', () => {
    const contentType = 'application/vnd.eclipse-hono-empty-notification';

    const event = consumed({
      payload: { kind: 'empty', contentType },
      timeUntilDisconnectSeconds: -1,
    });

    assert.equal(event.kind, 'empty-notification');
    assert.deepEqual(event.reachability, { kind: 'until-further-notice' });
  });

  it('is a connection event by its content type', () => {
    const text = '{"cause":"connected","remote-id":"mqtt-client-id-1","source":"hono-mqtt"}';
    const payload = data(text, 'application/vnd.eclipse-hono-dc-notification+json');

    const event = consumed({ payload });

    assert.equal(event.kind === 'connection' && event.connection.remoteId, 'mqtt-client-id-1');
  });

  it('is a provisioning notification with its status and gateway', () => {
    const contentType = 'application/vnd.eclipse-hono-device-provisioning-notification';

    const event = readAsEvent(
      messageOf({
        content_type: contentType,
        application_properties: {
          device_id: 'device-1',
          tenant_id: 'tenant-1',
          hono_registration_status: 'NEW',
          gateway_id: 'gateway-1',
        },
      }),
    );

    assert.equal(event.kind === 'provisioning' && event.status, 'NEW');
    assert.equal(event.kind === 'provisioning' && event.gateway, 'gateway-1');
  });

  it('lives until the time that the network says, however it counts down the time to live', () => {
    const created = new Date(1_000_000);

    const event = readAsEvent(
      messageOf({ creation_time: created, absolute_expiry_time: new Date(1_060_000), ttl: 5 }),
    );

    assert.equal(event.timeToLiveMs, 60_000);
  });

  it('believes the message’s own properties rather than those of the application with such names', () => {
    const event = readAsEvent(
      messageOf({
        content_type: 'text/plain',
        application_properties: { device_id: 'device-1', 'content-type': 'text/forged' },
      }),
    );

    assert.equal(event.contentType, 'text/plain');
  });

  it('is of nobody, and so no event, when it names no device', () => {
    assert.throws(() => readAsEvent(messageOf({ application_properties: {} })), {
      code: 'RECORD_UNREADABLE',
    });
  });

  it('takes a body that is text, as other senders write it', () => {
    const event = readAsEvent(messageOf({ body: 'hello' }));

    assert.equal(event.kind === 'data' && event.payload.text(), 'hello');
  });

  it('is later than the one before, also of the same millisecond', () => {
    const one = toReceived(messageOf({ creation_time: new Date(5) }), ORIGIN);
    const other = toReceived(messageOf({ creation_time: new Date(5) }), { ...ORIGIN, arrival: 1 });
    const next = toReceived(messageOf({ creation_time: new Date(6) }), ORIGIN);

    assert.ok(one.offset < other.offset && other.offset < next.offset);
  });
});
