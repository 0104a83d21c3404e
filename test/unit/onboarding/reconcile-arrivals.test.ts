import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REGISTRY_TOPICS } from '../../../lib/domain/topics.ts';
import type { TopicAdmin } from '../../../lib/onboarding/topic-admin.ts';
import { onboarding, reconciled, RULES } from '../../support/onboarding.ts';

const QUIET = { changed: 0, removed: 0, findings: 0, failed: 0, unfinished: 0 };
const INCOMPLETE = { code: 'TENANTS_NOT_RECONCILED' };

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
