import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConsumedEvent } from '../../../../lib/consumption/consumed-event.ts';
import { whileCounting } from '../../../../lib/consumption/count-data-volume.ts';
import type { Delivered, SizedRecord } from '../../../../lib/consumption/data-volume-store.ts';
import { effectOnce } from '../../../../lib/consumption/effect-once.ts';
import { forwardEvents } from '../../../../lib/consumption/event-forwarder.ts';
import type { HandleEvent } from '../../../../lib/consumption/handle-event.ts';
import { keepDeviceState } from '../../../../lib/consumption/keep-device-state.ts';
import { memoryDeviceStateStore } from '../../../../lib/drivers/memory/device-state-store.ts';
import { memoryEffectLedger } from '../../../../lib/drivers/memory/effect-ledger.ts';
import { memoryRegistry } from '../../../../lib/drivers/memory/registry.ts';
import type { TenantDocument } from '../../../../lib/registry/tenant-document.ts';
import { batchesOf, consume, consumptionOf, unsettledOf } from '../../../support/consumption.ts';
import { DEVICE, TENANT } from '../../../support/device-state-changes.ts';
import { CREATED_AT_MS } from '../../../support/kafka-event.ts';
import type { ReceivedSpec } from '../../../support/received.ts';
import { NOW_MS, redriving } from '../../../support/redriving.ts';
import { change } from '../../../support/registry-values.ts';

const FIRST = {
  topic: 'hono.event.acme',
  partition: 0,
  offset: 7,
  timestampMs: CREATED_AT_MS,
};

const LIMITED: TenantDocument = {
  'resource-limits': {
    'data-volume': {
      'max-bytes': 1000,
      'effective-since': '2026-11-01T00:00:00Z',
      period: { mode: 'monthly' },
    },
  },
};

describe('an event that was given up and put back', () => {
  test('says where it was first, however often it was put back', async () => {
    const { keep, run, failAgain, back } = givenUp();
    await keep({ offset: 7 });
    await run();
    await failAgain();
    await run();

    const events = await consumed(back());

    assert.deepEqual(
      events.map(({ position, firstPosition }) => [position.offset, firstPosition]),
      [
        [0, FIRST],
        [1, FIRST],
      ],
    );
  });

  test('does not have an effect again that it had before it was given up', async () => {
    const effects: string[] = [];
    let isRepaired = false;
    const once = effectOnce({
      ledger: memoryEffectLedger(),
      leaseMs: 500,
      now: () => NOW_MS,
      newHolder: () => 'holder',
    });
    const mailThenStore: HandleEvent = async (event) => {
      await once(event, 'mail', async () => void effects.push('mail'));
      if (!isRepaired) throw new Error('no store');
      effects.push('store');
    };
    const { keep, run, back } = givenUp();
    await settle(mailThenStore, [{ offset: 7 }]);
    await keep({ offset: 7 });
    isRepaired = true;
    await run();

    await settle(mailThenStore, back());

    assert.deepEqual(effects, ['mail', 'store']);
  });

  test('does not take the place of what its device has reported since', async () => {
    const store = memoryDeviceStateStore();
    const { keep, run, back } = givenUp();
    await keep({ offset: 7, value: '"old"' });
    await settle(keepDeviceState(store, 16), [{ offset: 8, value: '"new"' }]);
    await run();

    await settle(keepDeviceState(store, 16), back(100));

    const [event] = (await store.find(TENANT, DEVICE)).events;
    assert.equal(event?.payload && String(event.payload), '"new"');
  });

  test('is the state of a device that has reported nothing since', async () => {
    const store = memoryDeviceStateStore();
    const { keep, run, back } = givenUp();
    await keep({ offset: 7, value: '"late"' });
    await settle(keepDeviceState(store, 16), [{ offset: 6, value: '"before"' }]);
    await run();

    await settle(keepDeviceState(store, 16), back(100));

    const [event] = (await store.find(TENANT, DEVICE)).events;
    assert.equal(event?.payload && String(event.payload), '"late"');
  });

  test('is handed on with the id that it had', async () => {
    const ids: string[] = [];
    const handle = forwardEvents({ forward: async ({ id }) => void ids.push(id) });
    const { keep, run, back } = givenUp();
    await keep({ offset: 7 });
    await run();

    await settle(handle, [{ offset: 7 }]);
    await settle(handle, back(100));

    assert.deepEqual(new Set(ids), new Set([`hono:event:acme/0/7/${CREATED_AT_MS}`]));
  });

  test('is no data volume a second time', async () => {
    const { keep, run, back } = givenUp();
    await keep({ offset: 7, value: 'x'.repeat(10) });
    await run();

    const sizes = await counted([...back(), { offset: 1, value: 'xxx' }]);

    assert.deepEqual(
      sizes.map(({ offset, bytes }) => [offset, bytes]),
      [
        [0, 0],
        [1, 3],
      ],
    );
  });

  for (const origin of [
    `hono.event.other/0/7/${CREATED_AT_MS}`,
    'hono.event.acme/0/7',
    'hono.event.acme/x/7/1',
  ]) {
    test(`is where it is when its origin is ${origin}`, async () => {
      const headers = [
        ['redrive-count', '1'],
        ['redrive-origin', origin],
      ] as const;

      const [event] = await consumed([{ offset: 9, headers }]);

      assert.deepEqual(event?.firstPosition, event?.position);
    });
  }
});

/** Dead letters of `acme`, and what the tenant's topic holds of them once they were put back. */
function givenUp() {
  const { keep, run, failAgain, events } = redriving();
  const back = (from = 0): readonly ReceivedSpec[] =>
    events().map(({ headers, offset, ...record }) => ({
      ...record,
      offset: from + offset,
      headers: headers.map(({ name, value }) => [name, value] as const),
    }));
  return { keep, run, failAgain, back };
}

async function consumed(records: readonly ReceivedSpec[]): Promise<readonly ConsumedEvent[]> {
  const events: ConsumedEvent[] = [];
  await settle((event) => void events.push(event), records);
  return events;
}

async function settle(handle: HandleEvent, records: readonly ReceivedSpec[]): Promise<void> {
  const retryBound = { attempts: 1, ageMs: 0 };
  const result = await consume(consumptionOf({ handle, retryBound }), batchesOf(...records));
  assert.deepEqual(unsettledOf(result), []);
}

async function counted(records: readonly ReceivedSpec[]): Promise<readonly SizedRecord[]> {
  const { store, devices } = memoryRegistry();
  await store.createTenant(TENANT, LIMITED, change());
  const sizes: SizedRecord[] = [];
  const counting = {
    store: {
      count: async (_: unknown, { partitions }: Delivered) =>
        void sizes.push(...[...partitions.values()].flat()),
    },
    findTenant: devices.findTenant,
    report: (_: unknown, reason: unknown) => assert.fail(String(reason)),
    now: () => NOW_MS,
  };
  await whileCounting(
    batchesOf(...records),
    counting,
    () => 10_000,
    async () => undefined,
  );
  return sizes;
}
