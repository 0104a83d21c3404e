import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Redelivery } from '../../../event-source-mapping/index.ts';
import { TOPIC, itemFailure } from './builders.ts';
import { LONG_MS, startDispatcher } from './dispatcher-setup.ts';

const PARTITIONS = [0, 1, 2];

/** What Kafka, the function, time and the group may do next. */
type Step =
  | { readonly kind: 'receive'; readonly partition: number; readonly gaps: readonly number[] }
  | { readonly kind: 'answer'; readonly which: number; readonly how: Answer; readonly mask: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'reassign'; readonly partition: number };

type Answer =
  | 'success'
  | 'partial'
  | 'unknown-offset'
  | 'function-error'
  | 'throttled'
  | 'rejected';

const answers: readonly Answer[] = [
  'success',
  'partial',
  'unknown-offset',
  'function-error',
  'throttled',
  'rejected',
];
const partition = fc.constantFrom(...PARTITIONS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('receive' as const),
    partition,
    gaps: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 }),
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    which: fc.nat(2),
    how: fc.constantFrom(...answers),
    mask: fc.nat(255),
  }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ kind: fc.constant('reassign' as const), partition }),
);

describe('whatever the function answers and the group does', () => {
  for (const redelivery of ['items', 'rewind'] as const) {
    for (const bisect of [false, true]) {
      it(`loses nothing, reading failures as ${redelivery}${bisect ? ', bisecting' : ''}`, async () => {
        const script = fc.array(step, { minLength: 1, maxLength: 40 });
        await fc.assert(
          fc.asyncProperty(script, (steps) => play(steps, redelivery, bisect)),
          { numRuns: 300 },
        );
      });
    }
  }
});

async function play(
  steps: readonly Step[],
  redelivery: Redelivery,
  bisect: boolean,
): Promise<void> {
  const world = startWorld(redelivery, bisect);
  for (const each of steps) {
    await world.take(each);
    world.check();
  }
  await world.answerEverything();
  world.checkEnd();
}

function startWorld(redelivery: Redelivery, bisect: boolean) {
  const settings = { BatchSize: 4, BisectBatchOnFunctionError: bisect };
  const mapping = startDispatcher(settings, { redelivery });
  const logs = PARTITIONS.map(() => ({ offsets: [] as number[], end: 0 }));
  const answered = new Set<number>();
  const processed = new Set<string>();
  for (const each of PARTITIONS) mapping.assign(each);

  function running() {
    return mapping.invocations.map((_, index) => index).filter((index) => !answered.has(index));
  }

  async function answer(index: number, how: Answer, mask: number): Promise<void> {
    const invocation = mapping.invocations[index];
    if (invocation === undefined) return;
    answered.add(index);
    const failed =
      how === 'partial' ? invocation.offsets.filter((_, at) => (mask >> at) % 2 === 1) : [];
    if (how === 'success' || how === 'partial') {
      for (const offset of invocation.offsets) if (!failed.includes(offset)) processed.add(offset);
    }
    const batchItemFailures = failed.map((each) => {
      const [at = 0, offset = 0] = each.split(':').map(Number);
      return itemFailure(offset, at);
    });
    if (how === 'rejected') invocation.reject(new Error('unreachable'));
    else if (how === 'throttled') invocation.answer({ kind: 'throttled' });
    else if (how === 'function-error') invocation.answer({ kind: 'function-error', payload: null });
    else if (how === 'unknown-offset')
      invocation.answer({ kind: 'success', payload: { batchItemFailures: [itemFailure(-1)] } });
    else invocation.answer({ kind: 'success', payload: { batchItemFailures } });
    await mapping.clock.advance(0);
  }

  function receive(at: number, gaps: readonly number[]): void {
    const log = logs[at];
    if (log === undefined) return;
    const fresh = gaps.map((gap) => {
      const offset = log.end + gap;
      log.end = offset + 1;
      return offset;
    });
    log.offsets.push(...fresh);
    mapping.receive(fresh, at);
  }

  /** As after a rebalance: reads on from what was committed, and Kafka delivers all that follows once more. */
  function reassign(at: number): void {
    const from = mapping.committable()[at] ?? 0;
    mapping.dispatcher.revoke({ topic: TOPIC, partition: at });
    mapping.assign(at, from);
    mapping.receive(logs[at]?.offsets.filter((offset) => offset >= from) ?? [], at);
  }

  return {
    async take(each: Step): Promise<void> {
      if (each.kind === 'receive') receive(each.partition, each.gaps);
      if (each.kind === 'advance') await mapping.clock.advance(each.ms);
      if (each.kind === 'reassign') reassign(each.partition);
      if (each.kind !== 'answer') return;
      const index = running()[each.which];
      if (index !== undefined) await answer(index, each.how, each.mask);
    },

    check(): void {
      for (const at of PARTITIONS) {
        const unprocessed = logs[at]?.offsets.find((offset) => !processed.has(`${at}:${offset}`));
        const committable = mapping.committable()[at] ?? 0;
        assert.ok(
          committable <= (unprocessed ?? Infinity),
          `partition ${at} would commit ${committable} past ${unprocessed}`,
        );
        const holders = running().filter((index) =>
          partitionsOf(mapping.invocations[index]?.offsets).has(at),
        );
        assert.ok(holders.length <= 1, `partition ${at} is outstanding twice`);
      }
      for (const { offsets } of mapping.invocations) assert.deepEqual(offsets, inOrder(offsets));
    },

    async answerEverything(): Promise<void> {
      for (let rounds = 0; rounds < 200; rounds += 1) {
        for (const index of running()) await answer(index, 'success', 0);
        await mapping.clock.advance(LONG_MS);
        if (running().length === 0) return;
      }
    },

    checkEnd(): void {
      for (const at of PARTITIONS) {
        const { offsets = [], end = 0 } = logs[at] ?? {};
        assert.deepEqual(
          offsets.filter((offset) => !processed.has(`${at}:${offset}`)),
          [],
        );
        assert.equal(mapping.committable()[at], end);
      }
    },
  };
}

function partitionsOf(offsets: readonly string[] = []): ReadonlySet<number> {
  return new Set(offsets.map((each) => Number(each.split(':')[0])));
}

/** The same records, each partition by ascending offset. */
function inOrder(offsets: readonly string[]): readonly string[] {
  const pairs = offsets.map((each) => each.split(':').map(Number));
  const keys = [...new Set(pairs.map(([at]) => at))];
  return keys.flatMap((key) =>
    pairs
      .filter(([at]) => at === key)
      .map(([, offset = 0]) => offset)
      .sort((a, b) => a - b)
      .map((offset) => `${key}:${offset}`),
  );
}
