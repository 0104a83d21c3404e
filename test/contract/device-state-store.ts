import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { DeviceState } from '../../lib/consumption/device-state.ts';
import {
  MAX_CLOCK_SKEW_MS,
  type DeviceStateChange,
  type DeviceStateStore,
} from '../../lib/consumption/device-state-store.ts';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';
import {
  connectionReported,
  DEVICE,
  eventReported,
  positionOf,
  TENANT,
} from '../support/device-state-changes.ts';
import { CREATED_AT_MS } from '../support/kafka-event.ts';

type Open = (t: TestContext) => Promise<DeviceStateStore>;

/** What every driver that claims to be a device state store does. */
export function deviceStateStoreContract(driver: string, open: Open): void {
  describe(`device state store (${driver})`, () => {
    keepingEvents(open);
    keepingConnections(open);
    repeating(open);
  });
}

function keepingEvents(open: Open): void {
  test('knows nothing of a device that never reported', async (t) => {
    const store = await open(t);

    const state = await store.find(TENANT, DEVICE);

    assert.deepEqual(state, { events: [], connection: undefined, reachability: undefined });
  });

  test('keeps the last event of each content type, the latest first', async (t) => {
    const json = eventReported({ offset: 0 });
    const text = eventReported({
      offset: 1,
      contentType: 'text/plain',
      payload: Buffer.from([0, 255]),
      payloadBytes: 2,
    });
    const large = eventReported({ offset: 2, payload: undefined, payloadBytes: 5000 });

    const state = await stateAfter(await open(t), json, text, large);

    assert.deepEqual(plain(state.events), [
      {
        contentType: 'application/json',
        payload: undefined,
        payloadBytes: 5000,
        reportedAtMs: CREATED_AT_MS + 2000,
      },
      {
        contentType: 'text/plain',
        payload: '00ff',
        payloadBytes: 2,
        reportedAtMs: CREATED_AT_MS + 1000,
      },
    ]);
  });

  test('keeps an empty payload', async (t) => {
    const empty = eventReported({ payload: new Uint8Array(0), payloadBytes: 0 });

    const state = await stateAfter(await open(t), empty);

    assert.deepEqual(plain(state.events)[0]?.payload, '');
  });

  test('keeps a content type as long as they are allowed to be, whatever its characters', async (t) => {
    const contentType = `text/${'/ü'.repeat(125)}`;

    const state = await stateAfter(await open(t), eventReported({ contentType }));

    assert.equal(state.events[0]?.contentType, contentType);
  });

  test('keeps what was said last of the time a device can be reached', async (t) => {
    const until = { kind: 'until', atMs: CREATED_AT_MS + 60_000 } as const;
    const first = eventReported({ offset: 0, reachability: { kind: 'until-further-notice' } });
    const second = eventReported({ offset: 1, contentType: 'text/plain', reachability: until });
    const silent = [
      eventReported({ offset: 2 }),
      eventReported({ offset: 3, contentType: 'text/plain' }),
    ];

    const state = await stateAfter(await open(t), first, second, ...silent);

    assert.deepEqual(state.reachability, until);
  });

  test('keeps devices and tenants apart', async (t) => {
    const store = await open(t);
    const others = [
      eventReported({ device: parseDeviceId('device-2') }),
      eventReported({ tenant: parseTenantId('acme-2') }),
    ];

    const state = await stateAfter(store, ...others);

    assert.deepEqual(state.events, []);
  });
}

function keepingConnections(open: Open): void {
  test('keeps whether a device is connected, since when and over what', async (t) => {
    const connected = connectionReported({ offset: 0 });
    const disconnected = connectionReported({ offset: 1, cause: 'disconnected' });

    const state = await stateAfter(await open(t), connected, disconnected);

    assert.deepEqual(state.connection, {
      cause: 'disconnected',
      remoteId: 'mqtt-client-1',
      source: 'hono-mqtt',
      reportedAtMs: CREATED_AT_MS + 1000,
    });
  });

  test('stays connected when another connection than the last ends', async (t) => {
    const old = connectionReported({ offset: 0, remoteId: 'old' });
    const fresh = connectionReported({ offset: 1, remoteId: 'fresh' });
    const end = connectionReported({ offset: 2, remoteId: 'old', cause: 'disconnected' });

    const state = await stateAfter(await open(t), old, fresh, end);

    assert.equal(state.connection?.remoteId, 'fresh');
    assert.equal(state.connection?.cause, 'connected');
  });

  test('takes the end of a connection whose beginning it has not seen', async (t) => {
    const ends = [
      connectionReported({ offset: 0, remoteId: 'one', cause: 'disconnected' }),
      connectionReported({ offset: 1, remoteId: 'other', cause: 'disconnected' }),
    ];

    const state = await stateAfter(await open(t), ...ends);

    assert.equal(state.connection?.remoteId, 'other');
  });
}

function repeating(open: Open): void {
  test('changes nothing when records are repeated, whatever the order', async (t) => {
    const store = await open(t);
    const changes = [
      eventReported({ offset: 0, reachability: { kind: 'gone' } }),
      connectionReported({ offset: 1 }),
      eventReported({ offset: 2, payload: Buffer.from('2'), payloadBytes: 1 }),
      connectionReported({ offset: 3, cause: 'disconnected' }),
      eventReported({ offset: 4, reachability: { kind: 'until-further-notice' } }),
    ];
    const once = await stateAfter(store, ...changes);

    const repeated = await stateAfter(store, ...changes.toReversed(), ...changes);

    assert.deepEqual(repeated, once);
  });

  test('takes records of a topic that was made again, though their offsets were seen', async (t) => {
    const old = eventReported({ offset: 5000 });
    const remadeAtMs = old.position.timestampMs + MAX_CLOCK_SKEW_MS + 1;
    const first = eventReported({
      payload: Buffer.from('new'),
      payloadBytes: 3,
      position: { ...positionOf({ offset: 0 }), timestampMs: remadeAtMs },
    });
    const second = eventReported({
      payload: Buffer.from('newer'),
      payloadBytes: 5,
      position: { ...positionOf({ offset: 1 }), timestampMs: remadeAtMs },
    });

    const state = await stateAfter(await open(t), old, first, second, first);

    assert.equal(state.events[0]?.payloadBytes, 5);
  });

  test('takes a repeated record for one even if the clocks that stamped it differ', async (t) => {
    const late = eventReported({ offset: 8, payload: Buffer.from('late'), payloadBytes: 4 });
    const early = eventReported({
      position: {
        ...positionOf({ offset: 7 }),
        timestampMs: late.position.timestampMs + MAX_CLOCK_SKEW_MS,
      },
    });

    const state = await stateAfter(await open(t), early, late, early);

    assert.equal(state.events[0]?.payloadBytes, 4);
  });

  test('lets the time decide between partitions', async (t) => {
    const fromNew = [
      eventReported({ partition: 9, offset: 3 }),
      connectionReported({ partition: 9, offset: 4, remoteId: 'fresh' }),
    ];
    const fromOld = [
      eventReported({ partition: 0, offset: 2, payload: undefined, payloadBytes: 77 }),
      connectionReported({ partition: 0, offset: 1, remoteId: 'old' }),
    ];

    const state = await stateAfter(await open(t), ...fromNew, ...fromOld);

    assert.equal(state.events[0]?.payloadBytes, 10);
    assert.equal(state.connection?.remoteId, 'fresh');
  });
}

async function stateAfter(
  store: DeviceStateStore,
  ...changes: readonly DeviceStateChange[]
): Promise<DeviceState> {
  for (const change of changes) await store.apply(change);
  return store.find(TENANT, DEVICE);
}

/** Bytes as hexadecimal digits: a store may give them back as any kind of array of bytes. */
function plain(events: DeviceState['events']) {
  return events.map(({ payload, ...event }) => ({
    ...event,
    payload: payload && Buffer.from(payload).toString('hex'),
  }));
}
