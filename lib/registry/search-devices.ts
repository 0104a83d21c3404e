import { ServiceError } from '../domain/errors.ts';
import type { TenantId } from '../domain/identifiers.ts';
import { existingTenant } from './existing-tenant.ts';
import type { Registry } from './management.ts';
import type { Page, StoredDevice } from './registry-store.ts';
import { readAll, type Search, type SearchResult, select } from './search.ts';

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `NOTHING_FOUND`, `SEARCH_TOO_WIDE` */
export async function searchDevices(
  registry: Registry,
  tenant: TenantId,
  search: Search & { readonly isGateway?: boolean | undefined },
): Promise<SearchResult<StoredDevice>> {
  await existingTenant(registry, tenant);
  const list = (limit: number, after?: string) => registry.store.listDevices(tenant, limit, after);
  const all = await readAll(list);
  const candidates = search.isGateway === undefined ? all : ofKind(all, search.isGateway);
  const found = select(candidates, toSearchable, search);
  if (found.result.length === 0) {
    throw new ServiceError('NOTHING_FOUND', 'no devices matching searching criteria');
  }
  return found;
}

/** @throws {ServiceError} `TENANT_NOT_FOUND` */
export async function walkDevices(
  registry: Registry,
  tenant: TenantId,
  limit: number,
  after: string | undefined,
): Promise<Page<StoredDevice>> {
  await existingTenant(registry, tenant);
  return registry.store.listDevices(tenant, limit, after);
}

function toSearchable({ id, document, status }: StoredDevice) {
  return { id, ...document, status };
}

/** A gateway is a member of a group, or another device names it. */
function ofKind(devices: readonly StoredDevice[], isGateway: boolean): readonly StoredDevice[] {
  const named = new Set(devices.flatMap(({ document }) => document.via ?? []));
  return devices.filter(
    ({ id, document }) => (Boolean(document.memberOf) || named.has(id)) === isGateway,
  );
}
