import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '../../../event-source-mapping/clock.ts';
import {
  type ControlPlaneCode,
  ControlPlaneError,
  InvalidSetting,
  type MappingSettings,
} from '../../../event-source-mapping/index.ts';
import { keepMappings } from '../../../event-source-mapping/managed/mappings.ts';
import { TOPIC } from './builders.ts';

const REQUEST = { Topics: [TOPIC], StartingPosition: 'TRIM_HORIZON', FunctionName: 'consumer' };

describe('the life of a mapping', () => {
  it('is Creating until its group is joined, then Enabled', async () => {
    const world = startWorld();

    const created = world.mappings.create(REQUEST);
    await world.clock.advance(1_000);
    const waiting = world.mappings.get(created.UUID).State;
    await world.joined();

    assert.deepEqual([created.State, waiting], ['Creating', 'Creating']);
    assert.equal(world.mappings.get(created.UUID).State, 'Enabled');
    assert.equal(world.mappings.get(created.UUID).StateTransitionReason, 'USER_INITIATED');
  });

  it('takes its own UUID for a consumer group when none is given', () => {
    const world = startWorld();

    const { UUID, ConsumerGroupId } = world.mappings.create(REQUEST);

    assert.equal(ConsumerGroupId, UUID);
  });

  it('starts nothing when it is made disabled', async () => {
    const world = startWorld();

    const { UUID } = world.mappings.create({ ...REQUEST, Enabled: false });
    await world.mappings.settled(UUID);

    assert.deepEqual([world.mappings.get(UUID).State, world.started.length], ['Disabled', 0]);
  });

  it('is Updating while it stops and starts with other settings, in the same group', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create({ ...REQUEST, ConsumerGroupId: 'g' });
    await world.joined();

    const updated = world.mappings.update(UUID, { BatchSize: 7 });
    await world.joined();

    assert.deepEqual([updated.State, updated.BatchSize], ['Updating', 7]);
    assert.equal(world.mappings.get(UUID).State, 'Enabled');
    assert.deepEqual(world.log, ['start 100 g', 'stop', 'start 7 g']);
  });

  it('is Disabling, Disabled, Enabling and Enabled again, as it is switched off and on', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create({ ...REQUEST, ConsumerGroupId: 'g' });
    await world.joined();
    const states: string[] = [];

    for (const Enabled of [false, true]) {
      states.push(world.mappings.update(UUID, { Enabled }).State);
      await world.joined();
      states.push(world.mappings.get(UUID).State);
    }

    assert.deepEqual(states, ['Disabling', 'Disabled', 'Enabling', 'Enabled']);
    assert.deepEqual(world.log, ['start 100 g', 'stop', 'start 100 g']);
  });

  it('keeps its last result while it is disabled', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create(REQUEST);
    await world.joined();

    world.mappings.update(UUID, { Enabled: false });
    await world.joined();

    assert.equal(world.mappings.get(UUID).LastProcessingResult, 'OK');
  });

  it('refuses another change while one is on its way', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create(REQUEST);

    assert.throws(
      () => world.mappings.update(UUID, { BatchSize: 7 }),
      coded('ResourceInUseException'),
    );
  });

  it('is Deleting, and then gone', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create({ ...REQUEST, ConsumerGroupId: 'g' });
    await world.joined();

    const { State } = world.mappings.delete(UUID);
    await world.clock.advance(0);

    assert.equal(State, 'Deleting');
    assert.deepEqual(world.log, ['start 100 g', 'stop']);
    assert.throws(() => world.mappings.get(UUID), coded('ResourceNotFoundException'));
  });

  it('can be deleted while its topic does not exist', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create(REQUEST);
    await world.clock.advance(0);

    world.mappings.delete(UUID);
    await world.clock.advance(0);

    assert.deepEqual(world.mappings.list(), []);
    assert.deepEqual(world.log.at(-1), 'stop');
  });

  it('ends all when the mappings stop', async () => {
    const world = startWorld();
    world.mappings.create(REQUEST);
    world.mappings.create(REQUEST);
    await world.joined();

    await world.mappings.stop();

    assert.deepEqual(world.mappings.list(), []);
    assert.equal(world.log.filter((line) => line === 'stop').length, 2);
  });
});

describe('an update', () => {
  for (const member of ['Topics', 'StartingPosition', 'ConsumerGroupId', 'EventSourceArn']) {
    it(`may not change ${member}, which can be set on create only`, async () => {
      const world = startWorld();
      const { UUID } = world.mappings.create(REQUEST);
      await world.joined();

      assert.throws(
        () => world.mappings.update(UUID, { [member]: 'x' }),
        (thrown: unknown) => thrown instanceof InvalidSetting && thrown.member === member,
      );
    });
  }

  it('leaves what it does not name, and cannot take a window back to the default', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create({ ...REQUEST, MaximumBatchingWindowInSeconds: 3 });
    await world.joined();

    const updated = world.mappings.update(UUID, { MaximumBatchingWindowInSeconds: null });

    assert.equal(updated.MaximumBatchingWindowInSeconds, 3);
  });

  it('takes filters and destination away with empty objects', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create({
      ...REQUEST,
      FilterCriteria: { Filters: [{ Pattern: '{"value":["a"]}' }] },
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::b' } },
    });
    await world.joined();

    const updated = world.mappings.update(UUID, { FilterCriteria: {}, DestinationConfig: {} });

    assert.deepEqual(
      [updated.FilterCriteria, updated.DestinationConfig],
      [{ Filters: [] }, undefined],
    );
  });

  it('that is refused changes nothing', async () => {
    const world = startWorld();
    const { UUID } = world.mappings.create(REQUEST);
    await world.joined();

    assert.throws(() => world.mappings.update(UUID, { BatchSize: 0 }), InvalidSetting);
    assert.deepEqual(
      [world.mappings.get(UUID).BatchSize, world.mappings.get(UUID).State],
      [100, 'Enabled'],
    );
  });
});

describe('mappings among each other', () => {
  it('have a consumer group each', () => {
    const world = startWorld();
    world.mappings.create({ ...REQUEST, ConsumerGroupId: 'g' });

    assert.throws(
      () => world.mappings.create({ ...REQUEST, ConsumerGroupId: 'g' }),
      coded('ResourceConflictException'),
    );
  });

  it('have 2,000 pollers in a group at most, so that ten fit with the default', () => {
    const world = startWorld();
    const ProvisionedPollerConfig = { PollerGroupName: 'p' };
    for (let count = 0; count < 10; count += 1)
      world.mappings.create({ ...REQUEST, ProvisionedPollerConfig });

    assert.throws(
      () => world.mappings.create({ ...REQUEST, ProvisionedPollerConfig }),
      coded('InvalidParameterValueException'),
    );
    world.mappings.create({ ...REQUEST, ProvisionedPollerConfig: { PollerGroupName: 'other' } });
  });

  it('are 100 in a group of pollers at most', () => {
    const world = startWorld();
    const ProvisionedPollerConfig = { PollerGroupName: 'p', MaximumPollers: 1 };
    for (let count = 0; count < 100; count += 1)
      world.mappings.create({ ...REQUEST, ProvisionedPollerConfig });

    assert.throws(
      () => world.mappings.create({ ...REQUEST, ProvisionedPollerConfig }),
      coded('InvalidParameterValueException'),
    );
  });
});

function coded(code: ControlPlaneCode) {
  return (thrown: unknown) => thrown instanceof ControlPlaneError && thrown.code === code;
}

/** Mappings that join their group when the test says so. */
function startWorld() {
  const clock = manualClock();
  const log: string[] = [];
  const started: (() => void)[] = [];

  function start({ BatchSize, ConsumerGroupId }: MappingSettings) {
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    log.push(`start ${BatchSize} ${ConsumerGroupId}`);
    started.push(resolve);
    let isStopped = false;
    return {
      ready,
      state: () => ({ State: 'Enabled', LastProcessingResult: 'OK', partitions: [] }) as const,
      metrics: () => ({}),
      async stop() {
        if (!isStopped) log.push('stop');
        isStopped = true;
        resolve();
      },
    };
  }

  return {
    clock,
    log,
    started,
    mappings: keepMappings(() => start, { clock }),
    /** Lets every mapping that was started join its group. */
    async joined(): Promise<void> {
      await clock.advance(0);
      for (const join of started) join();
      await clock.advance(0);
    },
  };
}
