import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt } from '../../../lib/consumption/attempt.ts';
import { forwardEvents } from '../../../lib/consumption/event-forwarder.ts';
import type { ForwardedEvent } from '../../../lib/consumption/forwarded-event.ts';
import { CREATED_AT_MS } from '../../support/kafka-event.ts';
import { received, type ReceivedSpec } from '../../support/received.ts';

function forwarded(spec: ReceivedSpec = {}): ForwardedEvent {
  const events: ForwardedEvent[] = [];
  const handle = forwardEvents({ forward: async (event) => void events.push(event) });
  const { signal } = new AbortController();
  attempt(received(spec), handle, { signal }, CREATED_AT_MS);
  const [event] = events;
  assert.ok(event);
  return event;
}

const payloadOf = ({ json }: ForwardedEvent): unknown => JSON.parse(json).payload;
const typed = (contentType: string, value: string | Uint8Array): ReceivedSpec => ({
  headers: [['content-type', contentType]],
  value,
});

describe('an event that is forwarded', () => {
  it('says what its record says, and leaves out the rest', () => {
    const headers = [
      ['content-type', 'application/json'],
      ['creation-time', String(CREATED_AT_MS)],
      ['ttl', '30000'],
      ['qos', '1'],
      ['ttd', '60'],
      ['orig_adapter', 'hono-http'],
      ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ] as const;

    const { id, kind, json } = forwarded({ partition: 2, offset: 7, headers });

    assert.equal(id, `hono:event:acme/2/7/${CREATED_AT_MS}`);
    assert.equal(kind, 'data');
    assert.deepEqual(JSON.parse(json), {
      id,
      kind: 'data',
      tenant: 'acme',
      device: 'device-1',
      contentType: 'application/json',
      createdAtMs: CREATED_AT_MS,
      timeToLiveMs: 30_000,
      qos: 1,
      origin: { adapter: 'hono-http' },
      trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      reachability: { kind: 'until', atMs: CREATED_AT_MS + 60_000 },
      position: { topic: 'hono.event.acme', partition: 2, offset: 7, timestampMs: CREATED_AT_MS },
      payload: { json: { temp: 5 } },
    });
  });

  it('has the same id whenever its record is delivered, and another one when its topic was made again', () => {
    const again = forwarded({ offset: 7 }).id === forwarded({ offset: 7 }).id;
    const recreated = forwarded({ offset: 7, timestampMs: 1 }).id === forwarded({ offset: 7 }).id;

    assert.deepEqual([again, recreated], [true, false]);
  });

  it('keeps JSON as the device wrote it, with all its digits', () => {
    const { json } = forwarded(
      typed('application/vnd.acme+json; v=1', '{"n": 12345678901234567890.10}'),
    );

    assert.ok(json.endsWith(',"payload":{"json":{"n": 12345678901234567890.10}}}'));
  });

  for (const [what, contentType, value] of [
    ['bytes that are no JSON', 'application/octet-stream', Buffer.from([0, 255])],
    ['what only claims to be JSON', 'application/json', Buffer.from('{"temp":')],
    ['JSON that is not UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22])],
  ] as const) {
    it(`carries ${what} as base64`, () => {
      const payload = payloadOf(forwarded(typed(contentType, value)));

      assert.deepEqual(payload, { base64: value.toString('base64') });
    });
  }

  it('carries nothing as nothing', () => {
    assert.deepEqual(payloadOf(forwarded({ value: null, headers: [] })), { base64: '' });
  });

  it('has what its kind has', () => {
    const connection = { cause: 'connected', 'remote-id': 'mqtt-1', source: 'hono-mqtt' };
    const type = 'application/vnd.eclipse-hono-dc-notification+json';

    const { kind, json } = forwarded(typed(type, JSON.stringify(connection)));

    assert.equal(kind, 'connection');
    assert.deepEqual(JSON.parse(json).connection, {
      cause: 'connected',
      remoteId: 'mqtt-1',
      source: 'hono-mqtt',
    });
  });
});
