import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { tenantChanged } from '../../lib/registry/notifications.ts';
import {
  AN_INSTANT_MS,
  assertOneWinner,
  assertRefused,
  change,
  newTenantId,
  trustAnchor,
} from '../support/registry-values.ts';
import type { OpenStore } from './registry-store.ts';

export function tenantStoreContract(open: OpenStore): void {
  test('finds what was created', async (t) => {
    const { store } = await open(t);
    const [id, write] = [newTenantId(), change()];

    await store.createTenant(id, { ext: { deep: [{ n: 1e300 }] } }, write);

    assert.deepEqual(await store.findTenant(id), {
      id,
      version: write.version,
      document: { ext: { deep: [{ n: 1e300 }] } },
    });
    assert.equal(await store.findTenant(newTenantId()), undefined);
  });

  test('keeps the first of two tenants with one id', async (t) => {
    const { store } = await open(t);
    const id = newTenantId();
    await store.createTenant(id, { enabled: false }, change());

    await assertRefused(store.createTenant(id, {}, change()), 'TENANT_EXISTS');

    assert.deepEqual((await store.findTenant(id))?.document, { enabled: false });
  });

  test('lets one of a hundred creators of an id win', async (t) => {
    const { store } = await open(t);
    const id = newTenantId();

    const creators = Array.from({ length: 100 }, () => store.createTenant(id, {}, change()));

    await assertOneWinner(creators, 'TENANT_EXISTS');
  });

  test("refuses an id that equals another with '.' and '_' exchanged", async (t) => {
    const { store } = await open(t);
    const name = newTenantId('a.b');
    await store.createTenant(name, {}, change());
    await store.deleteTenant(name, change(), {});

    const collision = store.createTenant(parseTenantId(name.replace('.', '_')), {}, change());

    await assertRefused(collision, 'TENANT_ID_COLLIDES');
    await store.createTenant(name, {}, change());
  });

  const claims = [
    ['an alias', 'ALIAS_EXISTS', (name: string) => ({ alias: name })],
    [
      'a trust anchor',
      'TRUST_ANCHOR_EXISTS',
      (name: string) => ({ 'trusted-ca': [trustAnchor(`CN=${name}`)] }),
    ],
  ] as const;
  for (const [what, code, claiming] of claims) {
    test(`lets one of a hundred creators of tenants with ${what} win`, async (t) => {
      const { store } = await open(t);
      const document = claiming(newTenantId());

      const creators = Array.from({ length: 100 }, () =>
        store.createTenant(newTenantId(), document, change()),
      );

      await assertOneWinner(creators, code);
    });
  }

  test('lets one of a hundred creators of ids that collide win', async (t) => {
    const { store } = await open(t);
    const name = newTenantId('a.b');
    const ids = [name, parseTenantId(name.replace('.', '_'))];

    const creators = Array.from({ length: 100 }, (_, index) =>
      store.createTenant(ids[index % 2] ?? name, {}, change()),
    );

    await assertOneWinner(creators, 'TENANT_EXISTS', 'TENANT_ID_COLLIDES');
  });

  test('replaces a tenant in any version unless one is expected', async (t) => {
    const { store } = await open(t);
    const [id, first, second] = [newTenantId(), change(), change()];
    await store.createTenant(id, { ext: { n: 1 } }, first);

    await store.updateTenant(id, { enabled: true }, second, {});
    const stale = store.updateTenant(id, {}, change(), { version: first.version });

    await assertRefused(stale, 'VERSION_MISMATCH');
    assert.deepEqual(await store.findTenant(id), {
      id,
      version: second.version,
      document: { enabled: true },
    });
    await store.updateTenant(id, {}, change(), { version: second.version });
  });

  test('lets one of many writers who expect the same version win', async (t) => {
    const { store } = await open(t);
    const [id, { version, ...write }] = [newTenantId(), change()];
    await store.createTenant(id, {}, { ...write, version });

    const writers = Array.from({ length: 20 }, (_, n) =>
      store.updateTenant(id, { ext: { n } }, change(), { version }),
    );

    await assertOneWinner(writers, 'VERSION_MISMATCH');
  });

  test('neither replaces nor deletes what is not there', async (t) => {
    const { store } = await open(t);
    const expected = { version: 'any' };

    await assertRefused(store.updateTenant(newTenantId(), {}, change(), {}), 'TENANT_NOT_FOUND');
    await assertRefused(
      store.updateTenant(newTenantId(), {}, change(), expected),
      'TENANT_NOT_FOUND',
    );
    await assertRefused(store.deleteTenant(newTenantId(), change(), expected), 'TENANT_NOT_FOUND');
  });

  test('deletes a tenant in the version that is expected', async (t) => {
    const { store } = await open(t);
    const [id, write] = [newTenantId(), change()];
    await store.createTenant(id, {}, write);

    const stale = store.deleteTenant(id, change(), { version: 'other' });

    await assertRefused(stale, 'VERSION_MISMATCH');
    await store.deleteTenant(id, change(), { version: write.version });
    assert.equal(await store.findTenant(id), undefined);
  });

  test('gives an alias to one tenant at a time', async (t) => {
    const { store } = await open(t);
    const [first, second, alias] = [newTenantId(), newTenantId(), newTenantId('alias')];
    await store.createTenant(first, { alias }, change());
    await store.updateTenant(first, { alias, enabled: true }, change(), {});

    await assertRefused(store.createTenant(second, { alias }, change()), 'ALIAS_EXISTS');
    assert.equal(await store.findTenant(second), undefined);

    await store.updateTenant(first, {}, change(), {});
    await store.createTenant(second, { alias }, change());
    await store.deleteTenant(second, change(), {});
    await store.updateTenant(first, { alias }, change(), {});
  });

  test('gives a trust anchor to the tenants of one group', async (t) => {
    const { store } = await open(t);
    const [first, second, third] = [newTenantId(), newTenantId(), newTenantId()];
    const anchors = { 'trusted-ca': [trustAnchor(`CN=${first}`)] };
    const grouped = { ...anchors, 'trust-anchor-group': 'group' };

    await store.createTenant(first, grouped, change());
    await store.createTenant(second, grouped, change());
    await assertRefused(store.createTenant(third, anchors, change()), 'TRUST_ANCHOR_EXISTS');
    await assertRefused(store.updateTenant(first, anchors, change(), {}), 'TRUST_ANCHOR_EXISTS');

    await store.deleteTenant(first, change(), {});
    await store.updateTenant(second, anchors, change(), {});
    await assertRefused(store.createTenant(third, grouped, change()), 'TRUST_ANCHOR_EXISTS');
    await store.updateTenant(second, {}, change(), {});
    await store.createTenant(third, anchors, change());
  });

  test('lets one of many tenants have a trust anchor', async (t) => {
    const { store } = await open(t);
    const tenant = { 'trusted-ca': [trustAnchor(`CN=${newTenantId()}`)] };

    const creators = Array.from({ length: 20 }, () =>
      store.createTenant(newTenantId(), tenant, change()),
    );

    await assertOneWinner(creators, 'TRUST_ANCHOR_EXISTS');
  });

  test('lists every tenant at once, in order of ids, page by page', async (t) => {
    const { store } = await open(t);
    const ids = ['b', 'a', 'c', 'B', 'd'].map((name) => parseTenantId(name));
    for (const id of ids) await store.createTenant(id, { ext: { id } }, change());
    await store.deleteTenant(parseTenantId('d'), change(), {});

    const first = await store.listTenants(3);
    const second = await store.listTenants(3, first.next);

    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ['B', 'a', 'b', 'c'],
    );
    assert.deepEqual(first.items[0]?.document, { ext: { id: 'B' } });
    assert.equal(second.next, undefined);
  });

  test('keeps what is owed to others exactly when it keeps the change', async (t) => {
    const { store, readOutbox } = await open(t);
    const id = newTenantId();
    const created = tenantChanged('CREATE', id, {}, AN_INSTANT_MS);
    const updated = tenantChanged('UPDATE', id, {}, AN_INSTANT_MS + 1);
    const deleted = tenantChanged('DELETE', id, undefined, AN_INSTANT_MS + 2);

    await store.createTenant(id, {}, change({ outbox: [created] }));
    await assertRefused(store.createTenant(id, {}, change({ outbox: [created] })), 'TENANT_EXISTS');
    await store.updateTenant(id, {}, change({ atMs: AN_INSTANT_MS + 1, outbox: [updated] }), {});
    await store.deleteTenant(id, change({ atMs: AN_INSTANT_MS + 2, outbox: [deleted] }), {});

    assert.deepEqual(await readOutbox(id), [created, updated, deleted]);
  });
}
