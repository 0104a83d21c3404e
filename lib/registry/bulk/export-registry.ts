import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Credential } from '../credentials-document.ts';
import type { DeviceDocument } from '../device-document.ts';
import { existingTenant } from '../existing-tenant.ts';
import type { Page, RegistryStore, StoredTenant } from '../registry-store.ts';
import type { TenantDocument } from '../tenant-document.ts';
import { type Patience, patiently } from './patiently.ts';

export type Exported =
  | { readonly kind: 'tenant'; readonly tenant: TenantId; readonly document: TenantDocument }
  | {
      readonly kind: 'device';
      readonly tenant: TenantId;
      readonly device: DeviceId;
      readonly document: DeviceDocument;
    }
  | {
      readonly kind: 'credentials';
      readonly tenant: TenantId;
      readonly device: DeviceId;
      /** Secrets included, as an import reads them. */
      readonly document: readonly JsonObject[];
    };

export type ExportOptions = Patience & {
  /** All of them when none is named. */
  readonly tenants: readonly TenantId[];
  readonly withCredentials: boolean;
};

type Store = Pick<RegistryStore, 'findTenant' | 'listTenants' | 'listDevices' | 'listCredentials'>;

/** Some hundred kilobytes at the most, and so far below what one answer of the store holds. */
const PAGE_SIZE = 200;

/**
 * Everything in the order in which it is imported: a tenant, its devices, their credentials, each by identifier. It is read
 * page by page, and is no snapshot: what changes meanwhile is exported as it is when it is read.
 *
 * @throws {ServiceError} `TENANT_NOT_FOUND`, `REGISTRY_UNAVAILABLE`
 */
export async function* exportRegistry(
  store: Store,
  options: ExportOptions,
): AsyncGenerator<Exported> {
  for await (const { id: tenant, document } of tenantsOf(store, options)) {
    yield { kind: 'tenant', tenant, document };
    const devices = (after?: string) => store.listDevices(tenant, PAGE_SIZE, after);
    for await (const { id: device, document: kept } of walk(devices, options)) {
      yield { kind: 'device', tenant, device, document: kept };
    }
    if (!options.withCredentials) continue;
    const sets = (after?: string) => store.listCredentials(tenant, PAGE_SIZE, after);
    for await (const { id: device, document: kept } of walk(sets, options)) {
      if (kept.length === 0) continue;
      yield { kind: 'credentials', tenant, device, document: kept.map(withSecrets) };
    }
  }
}

async function* tenantsOf(store: Store, options: ExportOptions): AsyncGenerator<StoredTenant> {
  for (const id of options.tenants) yield existingTenant({ store }, id);
  if (options.tenants.length > 0) return;
  yield* walk((after) => store.listTenants(PAGE_SIZE, after), options);
}

async function* walk<Item>(
  list: (after?: string) => Promise<Page<Item>>,
  patience: Patience,
): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const from = after;
    const page = await patiently(() => list(from), patience);
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

function withSecrets({ secrets, ...head }: Credential): JsonObject {
  return {
    ...head,
    secrets: secrets.map(({ material, ...secret }) => ({ ...secret, ...material })),
  };
}
