import { parseTenantId } from '../../domain/identifiers.ts';
import {
  createTenant,
  deleteTenant,
  readTenant,
  searchTenants,
  updateTenant,
  walkTenants,
} from '../../registry/manage-tenants.ts';
import type { StoredTenant } from '../../registry/registry-store.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { created, deleted, shown, updated } from './answers.ts';
import { readJson } from './body.ts';
import { expectedVersion } from './if-match.ts';
import type { Operation } from './routes.ts';
import { parseSearchParameters } from './search-parameters.ts';
import { parseTenant } from './tenant-schema.ts';

export const postTenant: Operation = async (registry, request, [tenant]) => {
  const body = readJson(request, {});
  const id = tenant === undefined ? undefined : parseTenantId(tenant);
  const result = await createTenant(registry, id, parseTenant(body));
  return created(`/v1/tenants/${result.id}`, result.id, result.version);
};

export const getTenant: Operation = async (registry, _request, [tenant = '']) => {
  const { document, version } = await readTenant(registry, parseTenantId(tenant));
  return shown(visible(document), version);
};

export const putTenant: Operation = async (registry, request, [tenant = '']) => {
  const body = readJson(request);
  const id = parseTenantId(tenant);
  return updated(await updateTenant(registry, id, parseTenant(body), expectedVersion(request)));
};

export const deleteTenantRoute: Operation = async (registry, request, [tenant = '']) => {
  await deleteTenant(registry, parseTenantId(tenant), expectedVersion(request));
  return deleted();
};

export const getTenants: Operation = async (registry, { query }) => {
  const search = parseSearchParameters(query);
  if (search.cursor === undefined) {
    const { total, result } = await searchTenants(registry, search);
    return shown({ total, result: result.map(toHit) });
  }
  const { items, next } = await walkTenants(registry, search.pageSize, search.cursor || undefined);
  return shown({ result: items.map(toHit), cursor: next });
};

function toHit({ id, document }: StoredTenant) {
  return { id, ...visible(document) };
}

/** As Hono shows it: of an authority's certificate, what it says. */
function visible(tenant: TenantDocument): TenantDocument {
  const { 'trusted-ca': anchors } = tenant;
  if (!anchors) return tenant;
  return { ...tenant, 'trusted-ca': anchors.map(({ cert: _kept, ...anchor }) => anchor) };
}
