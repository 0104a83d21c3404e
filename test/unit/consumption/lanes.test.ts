import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsumedEvent } from '../../../lib/consumption/consumed-event.ts';
import {
  batchesOf,
  consume,
  consumptionOf,
  nameOf,
  unsettledOf,
} from '../../support/consumption.ts';

describe('the lanes of a batch', () => {
  test('run the records of a device one at a time, in order of offset', async () => {
    const trace: string[] = [];
    const handle = async (event: ConsumedEvent) => {
      trace.push(`begin ${nameOf(event)}`);
      await nextTurn();
      trace.push(`end ${nameOf(event)}`);
    };

    await consume(consumptionOf({ handle }), batchesOf({ offset: 1 }, { offset: 2 }));

    assert.deepEqual(trace, [
      'begin device-1/1',
      'end device-1/1',
      'begin device-1/2',
      'end device-1/2',
    ]);
  });

  for (const [what, batches] of [
    ['devices of one partition', batchesOf({ key: 'a', offset: 1 }, { key: 'b', offset: 2 })],
    ['partitions', batchesOf({ partition: 0, offset: 1 }, { partition: 1, offset: 1 })],
  ] as const) {
    test(`run ${what} side by side`, async () => {
      const bothBegan = Promise.withResolvers<void>();
      let began = 0;
      const handle = async () => {
        began += 1;
        if (began === 2) bothBegan.resolve();
        await bothBegan.promise;
      };

      const result = await consume(consumptionOf({ handle }), batches);

      assert.deepEqual(unsettledOf(result), []);
    });
  }

  for (const [what, key] of [
    ['without a key', null],
    ['with an empty key', ''],
  ] as const) {
    test(`are one for all records ${what}`, async () => {
      const { handle, largest } = concurrencyMeter();
      const specs = [1, 2, 3].map((offset) => ({
        offset,
        key: offset === 2 ? null : key,
        headers: [['device_id', `device-${offset}`]] as const,
      }));

      await consume(consumptionOf({ handle }), batchesOf(...specs));

      assert.equal(largest(), 1);
    });
  }

  test('are no more than the bound at a time, over all partitions', async () => {
    const { handle, largest } = concurrencyMeter();
    const specs = Array.from({ length: 40 }, (_, offset) => ({
      offset,
      partition: offset % 4,
      key: `device-${offset}`,
    }));

    await consume(consumptionOf({ handle, maxConcurrency: 3 }), batchesOf(...specs));

    assert.equal(largest(), 3);
  });

  test('begin with the lowest offsets, and partitions take turns', async () => {
    const begun: string[] = [];
    const handle = async ({ position }: ConsumedEvent) => {
      begun.push(`${position.partition}/${position.offset}`);
      await nextTurn();
    };
    const specs = [0, 1].flatMap((partition) =>
      [0, 1, 2].map((offset) => ({ partition, offset, key: `device-${offset}` })),
    );

    await consume(consumptionOf({ handle, maxConcurrency: 2 }), batchesOf(...specs));

    assert.deepEqual(begun, ['0/0', '1/0', '0/1', '1/1', '0/2', '1/2']);
  });

  test('run in order of offset what did not come in order', async () => {
    const begun: string[] = [];
    const handle = (event: ConsumedEvent) => void begun.push(nameOf(event));

    await consume(
      consumptionOf({ handle }),
      batchesOf({ offset: 3 }, { offset: 1 }, { offset: 2 }),
    );

    assert.deepEqual(begun, ['device-1/1', 'device-1/2', 'device-1/3']);
  });

  test('run a repeated offset once and report it once', async () => {
    const begun: string[] = [];
    const handle = (event: ConsumedEvent) => {
      begun.push(nameOf(event));
      throw new Error('not now');
    };
    const specs = [{ offset: 1 }, { offset: 1 }, { offset: 2 }, { offset: 2 }];

    const result = await consume(consumptionOf({ handle }), batchesOf(...specs));

    assert.deepEqual(begun, ['device-1/1']);
    assert.deepEqual(unsettledOf(result), ['0/1', '0/2']);
  });

  test('of one device in two partitions know nothing of each other', async () => {
    const consumption = consumptionOf({
      handle: ({ position }) => {
        if (position.partition === 0) throw new Error('not now');
      },
    });
    const batches = batchesOf({ partition: 0, offset: 1 }, { partition: 1, offset: 1 });

    const result = await consume(consumption, batches);

    assert.deepEqual(unsettledOf(result), ['0/1']);
  });

  test('of invocations that run at the same time in one process know nothing of each other', async () => {
    const consumption = consumptionOf({
      handle: async ({ position }) => {
        await nextTurn();
        if (position.offset === 1) throw new Error('not now');
      },
    });
    const invocations = [
      batchesOf({ offset: 1 }, { offset: 2 }),
      batchesOf({ partition: 1, offset: 3 }, { partition: 1, offset: 4 }),
    ];

    const results = await Promise.all(invocations.map((batches) => consume(consumption, batches)));

    assert.deepEqual(results.map(unsettledOf), [['0/1', '0/2'], []]);
  });

  test('settle an empty batch', async () => {
    const result = await consume(consumptionOf(), []);

    assert.deepEqual(result.unsettled, []);
  });
});

function concurrencyMeter() {
  let running = 0;
  let largest = 0;
  const handle = async () => {
    running += 1;
    largest = Math.max(largest, running);
    await nextTurn();
    running -= 1;
  };
  return { handle, largest: () => largest };
}
