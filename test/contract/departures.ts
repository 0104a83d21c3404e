import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Departures } from '../../lib/onboarding/departures.ts';
import type { TenantStore } from '../../lib/registry/registry-store.ts';
import { change, newTenantId } from '../support/registry-values.ts';

export type DeparturesUnderTest = { readonly store: TenantStore; readonly departures: Departures };

/** What every driver does that remembers tenants which were deleted. */
export function departuresContract(
  driver: string,
  open: (t: TestContext) => Promise<DeparturesUnderTest>,
): void {
  describe(`departures (${driver})`, () => {
    test('are told of tenants that were deleted, with the time', async (t) => {
      const { store, departures } = await open(t);
      const [gone, present, unknown] = [newTenantId(), newTenantId(), newTenantId()];
      for (const tenant of [gone, present]) await store.createTenant(tenant, {}, change());
      await store.deleteTenant(gone, change({ atMs: 4711 }), {});

      const departed = await departures.departedAt([gone, present, unknown]);

      assert.deepEqual(departed, new Map([[gone, 4711]]));
    });

    test('are forgotten when the tenant is back', async (t) => {
      const { store, departures } = await open(t);
      const tenant = newTenantId();
      await store.createTenant(tenant, {}, change());
      await store.deleteTenant(tenant, change(), {});
      await store.createTenant(tenant, {}, change());

      assert.deepEqual(await departures.departedAt([tenant]), new Map());
    });
  });
}
