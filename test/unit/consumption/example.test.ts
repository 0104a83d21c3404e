import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumer, PermanentError, RetryableError } from '../../../lib/consumption/index.ts';
import {
  batchesOf,
  consume,
  consumptionOf,
  headerOf,
  unsettledOf,
} from '../../support/consumption.ts';

type ReadingStore = {
  readonly put: (name: string, temp: number, signal: AbortSignal) => Promise<'done' | 'busy'>;
  readonly touch: (name: string, reachability: unknown) => void;
};

/** As in docs/consumer.md. */
const recordReadings = (store: ReadingStore) =>
  consumer({
    onData: async ({ tenant, device, payload }, { signal }) => {
      const reading = payload.json();
      if (!isReading(reading)) throw new PermanentError('no reading');
      const answer = await store.put(`${tenant}/${device}`, reading.temp, signal);
      if (answer === 'busy') throw new RetryableError('the store is busy');
    },
    onEmptyNotification: ({ tenant, device, reachability }) =>
      store.touch(`${tenant}/${device}`, reachability),
  });

function isReading(value: unknown): value is { readonly temp: number } {
  return typeof value === 'object' && value !== null && 'temp' in value;
}

function memoryStore() {
  const readings = new Map<string, unknown>();
  let isBusy = false;
  return {
    readings,
    becomeBusy: () => {
      isBusy = true;
    },
    put: async (name: string, temp: number) => {
      if (isBusy) return 'busy' as const;
      readings.set(name, temp);
      return 'done' as const;
    },
    touch: (name: string) => void readings.set(name, 'there'),
  };
}

describe('the consumer of docs/consumer.md', () => {
  it('stores readings, notes who is there, and leaves what is no reading to the dead letters', async () => {
    const store = memoryStore();
    const consumption = consumptionOf({ handle: recordReadings(store) });
    const notification = 'application/vnd.eclipse-hono-empty-notification';

    const result = await consume(
      consumption,
      batchesOf(
        { offset: 0, key: 'device-1', value: '{"temp":5}' },
        { offset: 1, key: 'device-2', value: '"warm"' },
        { offset: 2, key: 'device-3', value: null, headers: [['content-type', notification]] },
      ),
    );

    assert.deepEqual(unsettledOf(result), []);
    assert.deepEqual(
      [...store.readings],
      [
        ['acme/device-1', 5],
        ['acme/device-3', 'there'],
      ],
    );
    const [letter] = consumption.deadLetters.stored;
    assert.equal(headerOf(letter, 'dead-letter-message'), 'no reading');
  });

  it('has events again while its store is busy', async () => {
    const store = memoryStore();
    store.becomeBusy();

    const result = await consume(
      consumptionOf({ handle: recordReadings(store) }),
      batchesOf({ offset: 0 }, { offset: 1 }),
    );

    assert.deepEqual(unsettledOf(result), ['0/0', '0/1']);
  });
});
