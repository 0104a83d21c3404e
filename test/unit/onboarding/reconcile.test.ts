import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { REGISTRY_TOPICS } from '../../../lib/domain/topics.ts';
import type { TopicAdmin } from '../../../lib/onboarding/topic-admin.ts';
import {
  GRACE_MS,
  MOST_REMOVALS,
  type Onboarding,
  onboarding,
  RULES,
} from '../../support/onboarding.ts';

const QUIET = { changed: 0, removed: 0, findings: 0, failed: 0, unfinished: 0 };
const INCOMPLETE = { code: 'TENANTS_NOT_RECONCILED' };

async function reconciled(...tenants: string[]): Promise<Onboarding> {
  const world = onboarding();
  for (const tenant of tenants) await world.register(tenant);
  await world.run();
  return world;
}

async function departed(world: Onboarding, ...tenants: string[]): Promise<void> {
  for (const tenant of tenants) await world.deregister(tenant);
  world.clock.nowMs += GRACE_MS;
}

describe('a tenant that comes', () => {
  it('gets three topics and a mapping, beside the topics of the registry', async () => {
    const { aws, mapped } = await reconciled('acme');

    const topics = ['hono.event.acme', 'hono.telemetry.acme', 'hono.dead-letter.acme'];
    assert.deepEqual(
      new Set((await aws.topics.list()).keys()),
      new Set([...topics, ...REGISTRY_TOPICS]),
    );
    assert.deepEqual(mapped(), ['acme']);
    const [mapping] = aws.kept();
    assert.equal(mapping?.consumerGroup, 'tidegate.acme');
    assert.deepEqual(mapping.properties['ProvisionedPollerConfig'], {
      MinimumPollers: 1,
      MaximumPollers: 20,
      PollerGroupName: 'poll-1',
    });
  });

  it('finds the topics of the registry with one partition, which keeps the order of what is told', async () => {
    const { aws } = await reconciled('acme');

    const topics = await aws.topics.list();

    for (const name of REGISTRY_TOPICS) assert.equal(topics.get(name), 1);
  });

  it('is done: nothing is left for a second run', async () => {
    const world = await reconciled('acme', 'umbra');

    assert.deepEqual(await world.run(), { tenants: 2, ...QUIET });
  });

  it('gets its topics and no mapping where a poller reads the events, and one that there is stays', async () => {
    const world = await reconciled('acme');
    const rules = { ...RULES, eventsReadBy: 'poller' } as const;

    await world.register('umbra');
    await world.run({ reconciler: { rules } });

    assert.deepEqual(world.mapped(), ['acme']);
    assert.ok((await world.aws.topics.list()).has('hono.event.umbra'));
  });

  it('has room for larger records among its dead letters than among its events', async () => {
    const world = onboarding();
    await world.register('acme');
    const made = new Map<string, unknown>();
    const create: TopicAdmin['create'] = async (topics) => {
      for (const { name, config } of topics) made.set(name, config);
    };

    await world.run({ reconciler: { topics: { ...world.aws.topics, create } } });

    assert.deepEqual(made.get('hono.dead-letter.acme'), { 'max.message.bytes': '2097152' });
    assert.deepEqual(made.get('hono.event.acme'), {});
  });

  it('gets what its own settings ask for', async () => {
    const world = onboarding();
    await world.register('acme', { kafka: { partitions: 6, 'retention-hours': 2 } });
    const made: unknown[] = [];
    const create: TopicAdmin['create'] = async (topics) => void made.push(...topics);

    await world.run({ reconciler: { topics: { ...world.aws.topics, create } } });

    assert.deepEqual(made.slice(3)[0], {
      name: 'hono.event.acme',
      partitions: 6,
      config: { 'retention.ms': '7200000' },
    });
  });

  for (const [kafka, problem] of [
    [{ partitions: 13 }, 'ext.kafka.partitions takes a whole number from 1 to 12'],
    [{ 'retention-hours': 0.5 }, 'ext.kafka.retention-hours takes a whole number from 1 to 87600'],
    ['six', 'ext.kafka takes an object'],
  ] as const) {
    it(`gets what all have when it asks for ${JSON.stringify(kafka)}, and that is told`, async () => {
      const world = onboarding();
      await world.register('acme', { kafka });

      await world.run();

      assert.equal((await world.aws.topics.list()).get('hono.event.acme'), 3);
      assert.deepEqual(world.findings, [
        { kind: 'settings-refused', tenant: 'acme', reason: problem },
      ]);
    });
  }

  it('gets nothing of Kafka when it is on AMQP', async () => {
    const world = onboarding();
    await world.register('acme', { 'messaging-type': 'amqp' });

    await world.run();

    assert.deepEqual(world.mapped(), []);
    assert.equal((await world.aws.topics.list()).has('hono.event.acme'), false);
  });

  it('keeps topics and mapping while it is disabled', async () => {
    const world = await reconciled('acme');
    const [stored] = (await world.registry.store.listTenants(1)).items;
    assert.ok(stored);
    const change = { version: 'v2', atMs: 0, outbox: [] };
    await world.registry.store.updateTenant(stored.id, { enabled: false }, change, {});

    assert.deepEqual(await world.run(), { tenants: 1, ...QUIET });
    assert.deepEqual(world.mapped(), ['acme']);
  });

  it('does not wait for another whose topics are refused', async () => {
    const world = onboarding();
    for (const tenant of ['acme', 'umbra']) await world.register(tenant);
    const create: TopicAdmin['create'] = async (topics) => {
      if (topics.some(({ name }) => name.endsWith('.acme'))) throw new Error('refused');
      await world.aws.topics.create(topics);
    };

    await assert.rejects(
      world.run({ reconciler: { topics: { ...world.aws.topics, create } } }),
      INCOMPLETE,
    );
    assert.deepEqual([world.mapped(), world.failures], [['umbra'], ['acme']]);

    await world.run();
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('is left to the next run when the time is over', async () => {
    const world = onboarding();
    for (let number = 0; number < 20; number += 1) await world.register(`tenant-${number}`);
    let remainingMs = 20_000;

    const hurried = world.run({ remainingMs: () => (remainingMs -= 500) });
    await assert.rejects(hurried, INCOMPLETE);
    const before = world.mapped().length;
    await world.run();

    assert.ok(before > 0 && before < 20, `${before} at first`);
    assert.equal(world.mapped().length, 20);
  });
});

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

describe('a tenant that goes', () => {
  it('loses its mapping, and keeps its topics', async () => {
    const world = await reconciled('acme', 'umbra');
    await departed(world, 'acme');

    const { removed } = await world.run();

    assert.equal(removed, 1);
    assert.deepEqual(world.mapped(), ['umbra']);
    assert.ok((await world.aws.topics.list()).has('hono.event.acme'));
  });

  it('is consumed for a while: devices may still be let in', async () => {
    const world = await reconciled('acme', 'umbra');
    await world.deregister('acme');
    world.clock.nowMs += GRACE_MS - 1;

    assert.equal((await world.run()).removed, 0);
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('is consumed to the end', async () => {
    const world = await reconciled('acme', 'umbra');
    await departed(world, 'acme');
    world.aws.setLag('hono.event.acme', 5);

    await world.run();

    assert.deepEqual(world.findings, [{ kind: 'not-caught-up', tenant: 'acme', lag: 5 }]);
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('goes at once when an operator says so', async () => {
    const world = await reconciled('acme', 'umbra');
    await world.deregister('acme');
    world.aws.setLag('hono.event.acme', 5);

    await world.run({ force: [parseTenantId('acme')] });

    assert.deepEqual(world.mapped(), ['umbra']);
  });

  it('stays when it never was in the registry', async () => {
    const world = await reconciled('acme', 'umbra');
    await departed(world, 'acme');

    await world.run({ reconciler: { departures: { departedAt: async () => new Map() } } });

    assert.deepEqual(world.findings, [{ kind: 'never-registered', tenant: 'acme' }]);
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('has its mapping back when it comes back', async () => {
    const world = await reconciled('acme', 'umbra');
    await departed(world, 'acme');
    await world.run();
    await world.register('acme');

    await world.run();

    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('is waited for when it comes back while its mapping goes', async () => {
    const world = await reconciled('acme');
    world.aws.meddle('hono.event.acme', { state: 'Deleting' });

    await assert.rejects(world.run(), INCOMPLETE);
  });

  it('keeps its mapping when it has moved to AMQP, and that is told', async () => {
    const world = await reconciled('acme', 'umbra');
    await world.deregister('acme');
    await world.register('acme', { 'messaging-type': 'amqp' });
    world.clock.nowMs += GRACE_MS;

    await world.run();

    assert.deepEqual(world.findings, [{ kind: 'moved-to-amqp', tenant: 'acme' }]);
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });
});

describe('a run that would do harm does nothing', () => {
  const names = Array.from({ length: MOST_REMOVALS + 2 }, (_, index) => `tenant-${index}`);

  it('when the registry is empty', async () => {
    const world = await reconciled('acme', 'umbra');
    await departed(world, 'acme', 'umbra');

    await world.run();

    assert.deepEqual(world.findings, [{ kind: 'registry-empty', mappings: 2 }]);
    assert.deepEqual(world.mapped(), ['acme', 'umbra']);
  });

  it('when the registry does not answer to the end', async () => {
    const world = await reconciled(...names);
    await world.register('late');
    const cause = new ServiceError('REGISTRY_UNAVAILABLE', 'away');
    const listTenants = async (limit: number, after?: string) => {
      if (after !== undefined) throw cause;
      return { ...(await world.registry.store.listTenants(limit)), next: 'more' };
    };

    await assert.rejects(world.run({ reconciler: { tenants: { listTenants } } }), cause);

    assert.deepEqual(world.mapped(), names);
  });

  it('when it would remove more than a few at once, unless an operator allows them', async () => {
    const world = await reconciled(...names);
    await departed(world, ...names.slice(1));

    await world.run();
    assert.deepEqual(world.findings, [
      { kind: 'too-many-removals', leaving: MOST_REMOVALS + 1, most: MOST_REMOVALS },
    ]);
    assert.deepEqual(world.mapped(), names);

    await world.run({ most: 4 });
    assert.deepEqual(world.mapped(), ['tenant-0']);
  });

  it('when Lambda does not list its mappings', async () => {
    const world = await reconciled('acme');
    await world.register('umbra');
    const mappings = { ...world.aws.mappings, list: refuse };
    await assert.rejects(world.run({ reconciler: { mappings } }), /throttled/);

    assert.equal((await world.aws.topics.list()).has('hono.event.umbra'), false);
  });
});

async function refuse(): Promise<never> {
  throw new Error('throttled');
}
