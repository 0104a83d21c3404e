import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import { EventHeaders } from '../../../lib/consumption/event-headers.ts';
import { readLifetime } from '../../../lib/consumption/event-lifetime.ts';
import { toConsumedEvent } from '../../../lib/consumption/to-consumed-event.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { received, type ReceivedSpec } from '../../support/received.ts';

const CREATED = ['creation-time', '1795301842281'] as const;
const EMPTY = ['content-type', 'application/vnd.eclipse-hono-empty-notification'] as const;
const CONNECTION = ['content-type', 'application/vnd.eclipse-hono-dc-notification+json'] as const;
const PROVISIONING = [
  ['content-type', 'application/vnd.eclipse-hono-device-provisioning-notification'],
  ['hono_registration_status', 'NEW'],
  ['tenant_id', 'acme'],
  ['device_id', 'device-1'],
] as const;

describe('reading an event', () => {
  test('takes every property of the record that Hono writes', () => {
    const event = read({
      headers: [
        ['content-type', 'application/json'],
        ['orig_adapter', 'hono-http'],
        ['orig_address', '/event'],
        ['qos', '1'],
        ['device_id', 'device-1'],
        CREATED,
        ['ttl', '30000'],
        ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
        ['tracestate', 'a=b'],
      ],
    });

    const { headers: _, origin, trace, firstPosition, ...properties } = event;
    assert.equal(event.kind === 'data' && event.payload.text(), '{"temp":5}');
    assert.deepEqual(
      { ...properties, payload: undefined },
      {
        kind: 'data',
        tenant: 'acme',
        device: 'device-1',
        contentType: 'application/json',
        createdAtMs: 1_795_301_842_281,
        timeToLiveMs: 30_000,
        reachability: undefined,
        qos: 1,
        position: {
          topic: 'hono.event.acme',
          partition: 0,
          offset: 0,
          timestampMs: 1_795_301_842_281,
        },
        payload: undefined,
      },
    );
    assert.deepEqual(firstPosition, event.position);
    assert.deepEqual([origin.adapter, origin.address], ['hono-http', '/event']);
    assert.deepEqual(
      [trace.traceparent, trace.tracestate],
      ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'a=b'],
    );
  });

  test('finds nothing said in a record without headers', () => {
    const event = read({ headers: [] });

    assert.equal(event.contentType, 'application/octet-stream');
    assert.deepEqual(
      [event.createdAtMs, event.timeToLiveMs, event.reachability, event.qos],
      [undefined, undefined, undefined, 1],
    );
    assert.deepEqual([event.origin.adapter, event.trace.traceparent], [undefined, undefined]);
  });

  for (const [what, value] of [
    ['no value', null],
    ['an empty value', ''],
  ] as const) {
    test(`takes data with ${what} for an empty payload`, () => {
      const event = read({ value });

      assert.equal(event.kind === 'data' && event.payload.bytes.length, 0);
    });
  }

  for (const [qos, expected] of [
    ['0', 0],
    ['1', 1],
    ['"1"', 1],
    ['2', 1],
  ] as const) {
    test(`takes a qos header of ${qos} for ${expected}, as Hono does`, () => {
      assert.equal(read({ headers: [['qos', qos]] }).qos, expected);
    });
  }
});

describe('the device of an event', () => {
  const cases: readonly (readonly [string, ReceivedSpec, string])[] = [
    ['is the key, as in Hono’s own client', { key: 'a', headers: [] }, 'a'],
    ['is what key and header agree on', { key: 'a', headers: [['device_id', 'a']] }, 'a'],
    ['is the header when there is no key', { key: null, headers: [['device_id', 'b']] }, 'b'],
    ['is the header when the key is empty', { key: '', headers: [['device_id', 'b']] }, 'b'],
  ];
  for (const [what, spec, device] of cases) {
    test(what, () => assert.equal(read(spec).device, device));
  }

  const unreadable: readonly (readonly [string, ReceivedSpec])[] = [
    ['neither key nor header name it', { key: null, headers: [] }],
    ['key and header name two', { key: 'a', headers: [['device_id', 'b']] }],
    ['it is no identifier', { key: 'a b' }],
    ['the key is no text', { key: Buffer.from([0xff]) }],
  ];
  for (const [what, spec] of unreadable) {
    test(`is unreadable when ${what}`, () => assertUnreadable(spec));
  }
});

describe('the kind of an event', () => {
  for (const contentType of [
    'application/vnd.eclipse-hono-empty-notification',
    'APPLICATION/vnd.Eclipse-Hono-Empty-Notification',
    'application/vnd.eclipse-hono-empty-notification; charset=utf-8',
    ' application/vnd.eclipse-hono-empty-notification ;q=1',
  ]) {
    test(`is told by the content type without parameters and case: ${contentType}`, () => {
      const event = read({ value: null, headers: [['content-type', contentType]] });

      assert.equal(event.kind, 'empty-notification');
      assert.equal(event.contentType, contentType);
    });
  }

  for (const contentType of [
    'application/vnd.eclipse-hono-empty-notification+json',
    'text/plain; type=application/vnd.eclipse-hono-empty-notification',
    '',
  ]) {
    test(`is data for any other content type: ${JSON.stringify(contentType)}`, () => {
      assert.equal(read({ headers: [['content-type', contentType]] }).kind, 'data');
    });
  }
});

describe('the time until disconnect', () => {
  const cases: readonly (readonly [string, string, ConsumedEvent['reachability']])[] = [
    ['counts from the creation of the event', '30', { kind: 'until', atMs: 1_795_301_872_281 }],
    ['of -1 is until further notice', '-1', { kind: 'until-further-notice' }],
    ['of 0 says that the device is gone', '0', { kind: 'gone' }],
    ['of less than -1 says nothing', '-2', undefined],
    ['that is no integer says nothing', '1.5', undefined],
    ['that is no number says nothing', '"30"', undefined],
  ];
  for (const [what, ttd, expected] of cases) {
    test(what, () => {
      const event = read({ value: null, headers: [EMPTY, CREATED, ['ttd', ttd]] });

      assert.deepEqual(event.reachability, expected);
    });
  }

  test('says nothing without a creation time', () => {
    assert.equal(read({ headers: [['ttd', '30']] }).reachability, undefined);
  });

  test('may come with data', () => {
    assert.deepEqual(read({ headers: [CREATED, ['ttd', '0']] }).reachability, { kind: 'gone' });
  });
});

describe('a connection event', () => {
  const VALID = { cause: 'connected', 'remote-id': 'client-1', source: 'hono-mqtt' };
  const body = (value: unknown): ReceivedSpec => ({
    headers: [CONNECTION],
    value: JSON.stringify(value),
  });

  test('says what happened to which connection of which adapter', () => {
    const event = read(body({ ...VALID, data: { foo: 'bar' } }));

    assert.deepEqual(event.kind === 'connection' && event.connection, {
      cause: 'connected',
      remoteId: 'client-1',
      source: 'hono-mqtt',
      data: { foo: 'bar' },
    });
  });

  test('need not have data', () => {
    const event = read(body({ ...VALID, cause: 'disconnected' }));

    assert.equal(event.kind === 'connection' && event.connection.data, undefined);
  });

  const unreadable: readonly (readonly [string, ReceivedSpec])[] = [
    ['no value', { headers: [CONNECTION], value: null }],
    ['an empty value', { headers: [CONNECTION], value: '' }],
    ['a value that is no JSON', { headers: [CONNECTION], value: '{' }],
    [
      'a value that is not UTF-8',
      { headers: [CONNECTION], value: Buffer.from([0x22, 0xff, 0x22]) },
    ],
    ['a list', body([VALID])],
    ['null', body(null)],
    ['another cause', body({ ...VALID, cause: 'lost' })],
    ['no cause', body({ ...VALID, cause: undefined })],
    ['no remote-id', body({ ...VALID, 'remote-id': undefined })],
    ['a remote-id that is a number', body({ ...VALID, 'remote-id': 4 })],
    ['no source', body({ ...VALID, source: undefined })],
    ['data that is a text', body({ ...VALID, data: 'foo' })],
    ['data that is null', body({ ...VALID, data: null })],
    ['data that is a list', body({ ...VALID, data: [] })],
  ];
  for (const [what, spec] of unreadable) {
    test(`is unreadable with ${what}`, () => assertUnreadable(spec));
  }
});

describe('a provisioning notification', () => {
  test('says that a device is new, and which gateway it came by', () => {
    const event = read({ value: null, headers: [...PROVISIONING, ['gateway_id', 'gateway-1']] });

    assert.ok(event.kind === 'provisioning');
    assert.deepEqual([event.status, event.gateway], ['NEW', 'gateway-1']);
  });

  test('need not have a gateway', () => {
    const event = read({ value: null, headers: PROVISIONING });

    assert.ok(event.kind === 'provisioning');
    assert.equal(event.gateway, undefined);
  });

  for (const missing of ['hono_registration_status', 'tenant_id', 'device_id']) {
    test(`is unreadable without ${missing}`, () =>
      assertUnreadable({
        value: null,
        headers: PROVISIONING.filter(([name]) => name !== missing),
      }));
  }

  test('is unreadable when it is about another tenant', () =>
    assertUnreadable({
      value: null,
      headers: PROVISIONING.map(([name, value]) =>
        name === 'tenant_id' ? [name, 'other'] : [name, value],
      ),
    }));

  test('is unreadable with a gateway that is no identifier', () =>
    assertUnreadable({ value: null, headers: [...PROVISIONING, ['gateway_id', '']] }));
});

describe('a notification with a value', () => {
  test('is unreadable when it is an empty notification', () =>
    assertUnreadable({ headers: [EMPTY], value: ' ' }));

  test('is unreadable when it is about provisioning', () =>
    assertUnreadable({ headers: PROVISIONING, value: '{}' }));
});

describe('the payload of an event', () => {
  test('is JSON when asked for', () => {
    const event = read({ value: '{"temp":5}' });

    assert.deepEqual(event.kind === 'data' && event.payload.json(), { temp: 5 });
  });

  for (const [what, value] of [
    ['no JSON', 'temp'],
    ['empty', null],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ] as const) {
    test(`is unreadable as JSON when it is ${what}`, () => {
      const event = read({ value });

      assert.ok(event.kind === 'data');
      assert.throws(() => event.payload.json(), isUnreadable);
    });
  }
});

function read(spec: ReceivedSpec): ConsumedEvent {
  const record = received(spec);
  const headers = new EventHeaders(record.headers);
  return toConsumedEvent(record, headers, readLifetime(headers));
}

function assertUnreadable(spec: ReceivedSpec): void {
  assert.throws(() => read(spec), isUnreadable);
}

function isUnreadable(failure: unknown): boolean {
  return failure instanceof ServiceError && failure.code === 'RECORD_UNREADABLE';
}
