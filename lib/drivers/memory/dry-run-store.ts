import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import { refusals } from '../../registry/refusals.ts';
import type { Change, RegistryStore } from '../../registry/registry-store.ts';
import { memoryRegistry } from './registry.ts';

/** Of what is read from the store behind it: nobody asks when it was written, and it is told already. */
const KEPT = { atMs: 0, outbox: [] };

/**
 * A store to try changes on: what is written stays here and is found again, everything else is read from the store behind it,
 * which is not written to. What would be refused there is refused here. Memory grows with what is written.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function dryRunStore(behind: RegistryStore): Promise<RegistryStore> {
  const { store } = memoryRegistry();
  await copyTenants(behind, store);
  const copies = new Map<string, Promise<void>>();
  const copied = (tenant: TenantId, device: DeviceId): Promise<void> => {
    const name = `${tenant}/${device}`;
    const copy = copies.get(name) ?? copyDevice(behind, store, tenant, device);
    copies.set(name, copy);
    return copy;
  };
  const counts = new Map<TenantId, Promise<number>>();
  const created = new Map<TenantId, number>();
  const countDevices = async (tenant: TenantId): Promise<number> => {
    const count = counts.get(tenant) ?? behind.countDevices(tenant);
    counts.set(tenant, count);
    return (await count) + (created.get(tenant) ?? 0);
  };
  return {
    ...store,
    findDevice: async (tenant, device) => {
      await copied(tenant, device);
      return store.findDevice(tenant, device);
    },
    createDevice: async (tenant, device, document, change) => {
      await copied(tenant, device);
      const { maxDevices, ...unlimited } = change;
      if (maxDevices !== undefined && (await countDevices(tenant)) >= maxDevices) {
        throw refusals.deviceLimitReached(tenant, maxDevices);
      }
      await store.createDevice(tenant, device, document, unlimited);
      created.set(tenant, (created.get(tenant) ?? 0) + 1);
    },
    countDevices,
    findCredentials: async (tenant, device) => {
      await copied(tenant, device);
      return store.findCredentials(tenant, device);
    },
    replaceCredentials: async (tenant, device, before, after, change) => {
      for (const one of after) {
        const owner = await behind.findOwner(tenant, one.type, one['auth-id']);
        if (owner !== undefined) await copied(tenant, owner);
      }
      await store.replaceCredentials(tenant, device, before, after, change);
    },
  };
}

async function copyTenants(from: RegistryStore, to: RegistryStore): Promise<void> {
  let after: string | undefined;
  do {
    const page = await from.listTenants(200, after);
    for (const { id, version, document } of page.items) {
      await to.createTenant(id, document, kept(version));
    }
    after = page.next;
  } while (after !== undefined);
}

async function copyDevice(
  from: RegistryStore,
  to: RegistryStore,
  tenant: TenantId,
  id: DeviceId,
): Promise<void> {
  const [device, credentials] = await Promise.all([
    from.findDevice(tenant, id),
    from.findCredentials(tenant, id),
  ]);
  if (!device || !credentials) return;
  const empty = { version: 'empty', document: [] };
  const creation = { ...kept(device.version), credentialsVersion: empty.version };
  await to.createDevice(tenant, id, device.document, creation);
  await to.replaceCredentials(tenant, id, empty, credentials.document, kept(credentials.version));
}

function kept(version: string): Change {
  return { ...KEPT, version };
}
