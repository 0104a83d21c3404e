import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Behaviour } from '../../../event-source-mapping/index.ts';
import { startGroupEngine, startMappingEngine, type StartEngine } from '../../support/engines.ts';
import { checkHistory } from '../../support/history/check-history.ts';
import { type Nature, type Step, playWorld } from '../../support/mapping-history.ts';

const nature: fc.Arbitrary<Nature> = fc.record({
  device: fc.constantFrom('d0', 'd1', 'd2', 'd3'),
  failures: fc.oneof(
    { weight: 6, arbitrary: fc.nat({ max: 4 }) },
    { weight: 1, arbitrary: fc.constant('poison' as const) },
  ),
  firstTakesMs: fc.constantFrom(0, 0, 10, 2_000),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      natures: fc.array(nature, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.integer({ min: 0, max: 3_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'rebalance' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('leave out' as const),
      device: fc.constantFrom('d0', 'd1'),
    }),
  },
);
const world = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  batchSize: fc.integer({ min: 1, max: 6 }),
  partitions: fc.integer({ min: 1, max: 3 }),
  crashes: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }).map((all) => new Set(all)),
});

const READINGS: readonly Behaviour[] = [
  { redelivery: 'items', redeliveredMembers: 'records-only' },
  { redelivery: 'rewind', redeliveredMembers: 'all' },
];

const BROKEN: Readonly<Record<string, Behaviour>> = {
  'a partition that moves on while a batch is outstanding': { whileOutstanding: 'moves-on' },
  'old invocations that go on after their time-out': {
    functionTimeout: { afterMs: 1_000, oldInvocation: 'goes-on' },
  },
};

const ENGINES: Readonly<Record<string, Pair>> = {
  'a mapping': { start: startMappingEngine, tenants: 1 },
  'a group of topics that come and go': { start: startGroupEngine, tenants: 2 },
};
type Pair = { readonly start: StartEngine; readonly tenants: number };

for (const [name, engine] of Object.entries(ENGINES)) {
  describe(`a consumer behind ${name}, whatever fails, crashes and rebalances`, () => {
    for (const behaviour of READINGS) {
      it(`loses nothing and keeps the order of each device, read as ${behaviour.redelivery}`, async () => {
        await check(engine, behaviour, () => true);
      });
    }

    for (const [assumption, broken] of Object.entries(BROKEN)) {
      for (const behaviour of READINGS) {
        it(`loses nothing with ${assumption}, read as ${behaviour.redelivery}`, async () => {
          await check(engine, { ...behaviour, ...broken }, (kind) => kind !== 'reordering');
        });
      }
    }
  });
}

async function check(
  { start, tenants }: Pair,
  behaviour: Behaviour,
  isForbidden: (kind: ReturnType<typeof checkHistory>['violations'][number]['kind']) => boolean,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(world, async (made) => {
      const { facts, observations, sent, committed } = await playWorld(
        { ...made, tenants, behaviour },
        start,
      );

      const violations = checkHistory(facts).violations.filter(({ kind }) => isForbidden(kind));
      assert.deepEqual(violations, []);
      assert.equal(committed, sent);
      const notInTheEvent = observations.filter(
        (each) => each.kind === 'invoked' && each.outcome === 'invalid-response',
      );
      assert.deepEqual(notInTheEvent, []);
    }),
    { numRuns: 40 },
  );
}
