import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { MOST_REMOVALS, departed, reconciled } from '../../support/onboarding.ts';

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
