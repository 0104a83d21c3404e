import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Log } from '../../../poller/log.ts';
import { tenantTopics } from '../../../poller/mapping-model.ts';
import { createTopicSelection } from '../../../poller/topic-selection.ts';

describe('the topics that a poller reads', () => {
  it('match the pattern from end to end, and belong to tenants of the registry', async () => {
    const world = aWorld(
      ['hono.event.acme', 'hono.event.stranger', 'my.hono.event.acme', 'honoXevent.acme'],
      ['acme'],
    );

    await world.selection.look();

    assert.deepEqual(world.reads, [['hono.event.acme']]);
  });

  it('are asked about at the registry when a topic appears, else only now and then', async () => {
    const world = aWorld(['hono.event.acme'], ['acme', 'new']);
    await world.selection.look();
    await world.selection.look();
    const before = world.asked();

    world.topics.push('hono.event.new');
    await world.selection.look();
    const after = world.asked();
    world.pass(1000);
    await world.selection.look();

    assert.deepEqual([before, after, world.asked()], [1, 2, 3]);
    assert.deepEqual(world.reads.at(-1), ['hono.event.acme', 'hono.event.new']);
  });

  it('are given up when their tenant has gone', async () => {
    const world = aWorld(['hono.event.acme', 'hono.event.gone'], ['acme', 'gone']);
    await world.selection.look();

    world.tenants.splice(1);
    world.pass(1000);
    await world.selection.look();

    assert.deepEqual(world.reads.at(-1), ['hono.event.acme']);
  });

  it('stay when the registry is empty all at once, or does not answer', async () => {
    const world = aWorld(['hono.event.acme'], ['acme']);
    await world.selection.look();

    world.tenants.splice(0);
    world.pass(1000);
    await world.selection.look();
    world.fail();
    world.pass(1000);
    await world.selection.look();
    await world.selection.look();

    assert.equal(world.reads.length, 1);
    assert.deepEqual(world.logged, ['topics selected', 'registry-empty', 'topics not selected']);
  });

  it('are none, and not known, until the registry has answered', async () => {
    const world = aWorld(['hono.event.acme'], ['acme']);
    world.fail();

    await world.selection.look();

    assert.equal(world.selection.isKnown(), false);
    assert.deepEqual(world.reads, []);
  });
});

describe('the pattern of event topics', () => {
  it('takes its text literally, and no tenant that the registry would refuse', () => {
    const { tenantOf } = tenantTopics('hono.event.{tenant}');

    assert.equal(tenantOf('hono.event.a.b_c-D'), 'a.b_c-D');
    assert.equal(tenantOf('hono-event.acme'), undefined);
    assert.equal(tenantOf('hono.event.'), undefined);
    assert.equal(tenantOf(`hono.event.${'x'.repeat(233)}`), undefined);
  });

  it('is refused without a place for the tenant', () => {
    assert.throws(() => tenantTopics('hono.event'), /must hold \{tenant\} once/);
  });
});

function aWorld(topics: string[], tenants: string[]) {
  const reads: (readonly string[])[] = [];
  const logged: string[] = [];
  const log: Log = (_, message) => logged.push(message);
  let [nowMs, asked, isFailing] = [0, 0, false];
  const selection = createTopicSelection({
    topics: tenantTopics('hono.event.{tenant}'),
    listTopics: async () => [...topics],
    async listTenants() {
      asked += 1;
      if (isFailing) throw new Error('no answer');
      return [...tenants];
    },
    registryEveryMs: 1000,
    read: async (chosen) => void reads.push(chosen),
    log,
    now: () => nowMs,
  });
  return {
    selection,
    topics,
    tenants,
    reads,
    logged,
    asked: () => asked,
    pass: (ms: number) => (nowMs += ms),
    fail: () => (isFailing = true),
  };
}
