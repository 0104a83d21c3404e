import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { ConsumedEvent, Position } from '../../../lib/consumption/consumed-event.ts';
import type { PartitionBatch, Received, Unsettled } from '../../../lib/consumption/received.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { memoryFailureCounter } from '../../../lib/drivers/memory/failure-counter.ts';
import { batchesOf, consume, consumptionOf } from '../../support/consumption.ts';
import { deliverAll, type Reading } from '../../support/mapping-model.ts';
import type { ReceivedSpec } from '../../support/received.ts';

const ATTEMPTS = 3;
/** The half of it is the reserve: with a little less no record is begun, and no handler is given up soon. */
const LONG_MS = 60_000;
const SHORT_MS = 29_000;

/** What a record is like, whatever its place. */
type Nature = {
  readonly device: string | null;
  /** How often it fails before it succeeds; a poison never does, a rejected one fails for good at once. */
  readonly failures: number | 'poison' | 'rejected';
  readonly isAsynchronous: boolean;
};

/** What goes wrong around the records; each list is used up, so that everything ends. */
type Trouble = {
  readonly counting: readonly boolean[];
  readonly deadLetters: readonly boolean[];
  /** Records begun in an invocation before its time is over. */
  readonly begun: readonly number[];
};

const nature: fc.Arbitrary<Nature> = fc.record({
  device: fc.constantFrom('a', 'b', 'c', null),
  failures: fc.oneof(
    { weight: 6, arbitrary: fc.nat({ max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom('poison' as const, 'rejected' as const) },
  ),
  isAsynchronous: fc.boolean(),
});
const trouble: fc.Arbitrary<Trouble> = fc.record({
  counting: fc.array(fc.boolean(), { maxLength: 10 }),
  deadLetters: fc.array(fc.boolean(), { maxLength: 5 }),
  begun: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 10 }),
});
const world = fc.record({
  partitions: fc.array(fc.array(nature, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  trouble,
  batchSize: fc.integer({ min: 1, max: 12 }),
  maxConcurrency: fc.integer({ min: 1, max: 4 }),
  readings: fc.array(fc.constantFrom<Reading>('just the items', 'back to the lowest'), {
    minLength: 1,
    maxLength: 4,
  }),
  takesPartialFailures: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

describe('whatever fails, and however the mapping delivers again', () => {
  test('nothing is lost, and devices succeed in order', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const history = await run(made, false);

        assertNothingLost(history);
        assertInOrder(history);
      }),
      { numRuns: 400 },
    );
  });

  test('nothing is lost even if a partition moves on while a batch has to come again', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => assertNothingLost(await run(made, true))),
      { numRuns: 200 },
    );
  });
});

type History = {
  readonly partitions: readonly PartitionBatch[];
  /** `partition/offset`, in the order of success. */
  readonly succeeded: string[];
  readonly deadLettered: Set<string>;
  readonly counted: Map<string, number>;
};

async function run(made: World, movesOn: boolean): Promise<History> {
  const partitions = batchesOf(...made.partitions.flatMap(toSpecs));
  const history: History = {
    partitions,
    succeeded: [],
    deadLettered: new Set(),
    counted: new Map(),
  };
  const begunBounds = [...made.trouble.begun];
  const tried = new Map<string, number>();
  const counter = memoryFailureCounter();
  const countingTroubles = [...made.trouble.counting];
  const deadLetterTroubles = [...made.trouble.deadLetters];
  let begun = 0;

  async function handle(event: ConsumedEvent, { isAsynchronous, failures }: Nature) {
    if (isAsynchronous) await nextTurn();
    const place = placeOf(event.position);
    tried.set(place, (tried.get(place) ?? 0) + 1);
    if (failures === 'rejected') throw new ServiceError('RECORD_REJECTED', 'never');
    if (failures === 'poison' || Number(tried.get(place)) <= failures) throw new Error('not now');
    history.succeeded.push(place);
  }

  const consumption = {
    ...consumptionOf({ maxConcurrency: made.maxConcurrency, reserveMs: LONG_MS }),
    retryBound: { attempts: ATTEMPTS, ageMs: 0 },
    handle: (event: ConsumedEvent) => {
      begun += 1;
      const { partition, offset } = event.position;
      const one = made.partitions[partition]?.[offset];
      assert.ok(one);
      return handle(event, one);
    },
    failureCounter: {
      count: async (record: Position, nowMs: number) => {
        if (countingTroubles.pop()) throw new ServiceError('ATTEMPT_NOT_COUNTED', 'no store');
        const failures = await counter.count(record, nowMs);
        history.counted.set(placeOf(record), failures.attempts);
        return failures;
      },
    },
    deadLetters: {
      append: async (record: Received, { code }: { readonly code: string }) => {
        if (deadLetterTroubles.pop()) throw new ServiceError('DEAD_LETTER_NOT_STORED', 'no broker');
        const isCounted = Number(history.counted.get(placeOf(record))) >= ATTEMPTS;
        assert.ok(
          isCounted || code === 'RECORD_REJECTED',
          'given up before its attempts were counted',
        );
        history.deadLettered.add(placeOf(record));
      },
    },
  };

  await deliverAll({
    partitions,
    batchSize: made.batchSize,
    movesOn,
    readingOf: (delivery) => made.readings[delivery % made.readings.length] ?? 'just the items',
    invoke: async (batches) => {
      begun = 0;
      const bound = begunBounds.pop() ?? Infinity;
      const { unsettled } = await consume(consumption, batches, () =>
        begun < bound ? LONG_MS : SHORT_MS,
      );
      assertReportIsRight(batches, unsettled, history);
      return made.takesPartialFailures || unsettled.length === 0 ? unsettled : undefined;
    },
  });
  return history;
}

function assertNothingLost({ partitions, succeeded, deadLettered }: History): void {
  const settled = new Set([...succeeded, ...deadLettered]);
  const lost = partitions
    .flatMap(({ records }) => records.map(placeOf))
    .filter((place) => !settled.has(place));
  assert.deepEqual(lost, []);
}

/** Of what was not given up: a dead letter is out of its order whatever happens to it later. */
function assertInOrder({ partitions, succeeded, deadLettered }: History): void {
  const firsts = [...new Set(succeeded)];
  for (const lane of partitions.flatMap(lanesOf)) {
    const places = lane.filter((place) => !deadLettered.has(place));
    const inTime = places.toSorted((one, other) => firsts.indexOf(one) - firsts.indexOf(other));
    assert.deepEqual(inTime, places);
  }
}

function assertReportIsRight(
  batches: readonly PartitionBatch[],
  unsettled: readonly Unsettled[],
  { succeeded, deadLettered }: History,
): void {
  const reported = unsettled.map(
    ({ partition, offset }) => `${partition.split('-').at(-1)}/${offset}`,
  );
  const delivered = new Set(batches.flatMap(({ records }) => records.map(placeOf)));
  assert.equal(new Set(reported).size, reported.length, 'reported twice');
  assert.deepEqual(
    reported.filter((place) => !delivered.has(place)),
    [],
    'not in the event',
  );
  for (const lane of batches.flatMap(lanesOf)) {
    const firstReported = lane.findIndex((place) => reported.includes(place));
    const settled = firstReported === -1 ? lane : lane.slice(0, firstReported);
    const followers = firstReported === -1 ? [] : lane.slice(firstReported);
    assert.ok(
      followers.every((place) => reported.includes(place)),
      'a lane has a gap',
    );
    assert.ok(settled.every((place) => succeeded.includes(place) || deadLettered.has(place)));
  }
}

function lanesOf({ records }: PartitionBatch): string[][] {
  const lanes = Object.groupBy(records, ({ key }) => String(key));
  return Object.values(lanes).map((lane = []) => lane.map(placeOf));
}

function toSpecs(natures: readonly Nature[], partition: number): ReceivedSpec[] {
  return natures.map(({ device }, offset) => ({
    partition,
    offset,
    key: device,
    headers: [['device_id', device ?? 'keyless']],
  }));
}

function placeOf({ partition, offset }: Pick<Received, 'partition' | 'offset'>): string {
  return `${partition}/${offset}`;
}
