import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { departed, onboarding, reconciled, RULES } from '../../support/onboarding.ts';

const QUIET = { changed: 0, removed: 0, findings: 0, failed: 0, unfinished: 0 };

describe('what is there already', () => {
  it('is adopted: topics that somebody else made stay as they are', async () => {
    const world = onboarding();
    await world.aws.topics.create([{ name: 'hono.event.acme', partitions: 9, config: {} }]);
    await world.register('acme');

    await world.run();

    assert.equal((await world.aws.topics.list()).get('hono.event.acme'), 9);
  });

  it('keeps its partitions when only the default says more: a device’s events would go elsewhere', async () => {
    const world = onboarding();
    await world.aws.topics.create([{ name: 'hono.event.acme', partitions: 1, config: {} }]);
    await world.register('acme');

    await world.run();

    assert.equal((await world.aws.topics.list()).get('hono.event.acme'), 1);
  });

  it('grows when the tenant asks for it: partitions become more, never fewer', async () => {
    const world = onboarding();
    await world.aws.topics.create([
      { name: 'hono.event.acme', partitions: 1, config: {} },
      { name: 'hono.telemetry.acme', partitions: 9, config: {} },
    ]);
    await world.register('acme', { kafka: { partitions: 6 } });

    await world.run();

    const partitions = await world.aws.topics.list();
    assert.equal(partitions.get('hono.event.acme'), 6);
    assert.equal(partitions.get('hono.telemetry.acme'), 9);
  });

  it('is corrected where a setting differs, and stays in its poller group', async () => {
    const world = await reconciled('acme');
    const pollers = { MinimumPollers: 1, MaximumPollers: 200, PollerGroupName: 'poll-7' };
    world.aws.meddle('hono.event.acme', {
      properties: { ...RULES.mapping.properties, ProvisionedPollerConfig: pollers },
    });
    world.clock.nowMs += 3_600_000;

    await world.run();

    assert.deepEqual(world.aws.kept()[0]?.properties['ProvisionedPollerConfig'], {
      ...pollers,
      MaximumPollers: 20,
    });
    assert.deepEqual(await world.run(), { tenants: 1, ...QUIET });
  });

  it('is not corrected time and again when Lambda reports it otherwise', async () => {
    const world = await reconciled('acme');
    world.aws.meddle('hono.event.acme', { properties: { BatchSize: 7 } });

    await world.run();

    assert.equal(world.findings[0]?.kind, 'drift-stays');
    assert.equal(world.aws.kept()[0]?.properties['BatchSize'], 7);
  });

  it('is left alone when it does not carry our tag', async () => {
    const world = await reconciled('acme', 'umbra');
    world.aws.meddle('hono.event.acme', { properties: { BatchSize: 7 }, owner: 'somebody' });
    world.aws.meddle('hono.event.umbra', { owner: 'somebody' });
    await departed(world, 'umbra');
    world.clock.nowMs += 3_600_000;

    await world.run();

    assert.deepEqual(
      world.findings.map(({ kind }) => kind),
      ['not-ours', 'not-ours'],
    );
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
    assert.equal(world.aws.kept()[0]?.properties['BatchSize'], 7);
  });

  it('is somebody else’s when it reads the topic in another group', async () => {
    const world = await reconciled('acme');
    world.aws.meddle('hono.event.acme', { id: 'other', consumerGroup: 'analytics' });
    await departed(world, 'acme');
    await world.register('umbra');

    await world.run();

    const groups = world.aws.kept().map(({ consumerGroup }) => consumerGroup);
    assert.deepEqual(groups.toSorted(), ['analytics', 'tidegate.umbra']);
  });
});
