import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import { GRACE_MS, departed, reconciled } from '../../support/onboarding.ts';

const INCOMPLETE = { code: 'TENANTS_NOT_RECONCILED' };

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
