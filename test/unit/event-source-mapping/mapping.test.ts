import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toDispatchRules } from '../../../event-source-mapping/behaviour.ts';
import { COMMIT_INTERVAL_MS } from '../../../event-source-mapping/committer.ts';
import {
  type InvocationResult,
  type PartitionOffset,
  manualClock,
  parseMappingSettings,
  startEventSourceMapping,
} from '../../../event-source-mapping/index.ts';
import { runMapping } from '../../../event-source-mapping/mapping.ts';
import type { SourceListener } from '../../../event-source-mapping/record-source.ts';
import { TOPIC, recordsAt } from './builders.ts';

const SETTINGS = parseMappingSettings({
  Topics: [TOPIC],
  StartingPosition: 'TRIM_HORIZON',
  ConsumerGroupId: 'group',
  MaximumBatchingWindowInSeconds: 0,
});
const PARTITION = { topic: TOPIC, partition: 0 };

describe('a mapping', () => {
  it('is ready when its group is joined, and commits where it begins', async () => {
    const world = startWorld();

    world.listener.assigned({ ...PARTITION, offset: 7 });
    world.listener.joined();
    await world.mapping.ready;
    await world.clock.advance(COMMIT_INTERVAL_MS);

    assert.equal(world.mapping.state().State, 'Enabled');
    assert.deepEqual(world.commits, [[{ ...PARTITION, offset: 7 }]]);
  });

  it('commits the batches of a short time together', async () => {
    const world = startWorld();
    world.listener.assigned({ ...PARTITION, offset: 0 });

    world.receive([0, 1]);
    await world.clock.advance(COMMIT_INTERVAL_MS / 2);
    world.receive([2]);
    await world.clock.advance(COMMIT_INTERVAL_MS);

    assert.deepEqual(world.commits, [[{ ...PARTITION, offset: 3 }]]);
    assert.equal(world.mapping.state().partitions[0]?.committed, 3);
  });

  it('commits again what could not be committed', async () => {
    const world = startWorld();
    world.failCommits(1);
    world.listener.assigned({ ...PARTITION, offset: 0 });

    world.receive([0]);
    await world.clock.advance(10_000);

    assert.deepEqual(world.commits, [[{ ...PARTITION, offset: 1 }], [{ ...PARTITION, offset: 1 }]]);
    assert.equal(world.mapping.state().partitions[0]?.committed, 1);
  });

  it('commits at once what is settled when the group is about to rebalance', async () => {
    const world = startWorld();
    world.listener.assigned({ ...PARTITION, offset: 0 });
    world.receive([0]);
    await world.clock.advance(0);

    world.listener.rebalancing();

    assert.deepEqual(world.commits, [[{ ...PARTITION, offset: 1 }]]);
  });

  it('waits for what runs when it stops, commits it, and closes its source', async () => {
    const world = startWorld({ answer: 'late' });
    world.listener.assigned({ ...PARTITION, offset: 0 });
    world.receive([0]);

    const stopped = world.mapping.stop();
    world.answer({ kind: 'success', payload: null });
    await stopped;

    assert.deepEqual(world.commits, [[{ ...PARTITION, offset: 1 }]]);
    assert.deepEqual([world.isClosed(), world.mapping.state().State], [true, 'Disabled']);
  });

  it('closes its source even when the last commit fails', async () => {
    const world = startWorld();
    world.failCommits(Infinity);
    world.listener.assigned({ ...PARTITION, offset: 0 });
    world.receive([0]);
    await world.clock.advance(0);

    await world.mapping.stop();

    assert.equal(world.isClosed(), true);
  });

  it('words its last result as Lambda does', async () => {
    const world = startWorld({ answer: 'late' });
    const before = world.mapping.state().LastProcessingResult;
    world.listener.assigned({ ...PARTITION, offset: 0 });
    world.receive([0]);

    world.answer({ kind: 'function-error', payload: null });
    await world.clock.advance(0);

    assert.equal(before, 'No records processed');
    assert.equal(world.mapping.state().LastProcessingResult, 'PROBLEM: Function call failed');
  });

  it('polls nothing when it is not enabled', async () => {
    const ports = { invoke: () => Promise.reject(new Error('invoked')) };

    const mapping = startEventSourceMapping(
      { ...SETTINGS, Enabled: false },
      { brokers: [] },
      ports,
    );
    await mapping.ready;

    assert.equal(mapping.state().State, 'Disabled');
  });
});

/** A mapping whose records, group and time are the test's. */
function startWorld({ answer = 'at once' }: { readonly answer?: 'at once' | 'late' } = {}) {
  const clock = manualClock();
  const commits: (readonly PartitionOffset[])[] = [];
  const late = Promise.withResolvers<InvocationResult>();
  let commitsToFail = 0;
  let isClosed = false;
  const listeners: SourceListener[] = [];

  const mapping = runMapping(
    toDispatchRules(SETTINGS, ['broker:9092'], {}),
    (given) => {
      listeners.push(given);
      return {
        wake() {},
        async commit(offsets) {
          commits.push(offsets);
          commitsToFail -= 1;
          if (commitsToFail >= 0) throw new Error('no coordinator');
        },
        async close() {
          isClosed = true;
        },
      };
    },
    {
      invoke: () =>
        answer === 'late' ? late.promise : Promise.resolve({ kind: 'success', payload: null }),
      clock,
    },
    1_000,
  );
  const [listener] = listeners;
  if (listener === undefined) throw new Error('the source was not opened');

  return {
    mapping,
    clock,
    commits,
    listener,
    answer: late.resolve,
    isClosed: () => isClosed,
    failCommits: (count: number) => {
      commitsToFail = count;
    },
    receive: (offsets: readonly number[]) =>
      listener.received(PARTITION, recordsAt(offsets), (offsets.at(-1) ?? -1) + 1),
  };
}
