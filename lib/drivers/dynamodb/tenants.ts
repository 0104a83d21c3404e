import { isTenantId, type TenantId } from '../../domain/identifiers.ts';
import type { Page, StoredTenant, TenantStore } from '../../registry/registry-store.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { keyOf, TENANTS } from './registry-keys.ts';
import { type Item, jsonMember, textMember } from './item.ts';
import { getItem, getItems, queryPage, type Table } from './table.ts';

/** The tenants as they stand, for functions that change none: what they do not bundle they need no permission for. */
export function dynamoDbTenants(table: Table): Pick<TenantStore, 'findTenant' | 'listTenants'> {
  return {
    findTenant: (id) => findTenant(table, id),
    listTenants: (limit, after) => listTenants(table, limit, after),
  };
}

export async function findTenant(table: Table, id: TenantId): Promise<StoredTenant | undefined> {
  const item = await getItem(table, keyOf.tenant(id));
  return item && toStoredTenant(id, item);
}

async function listTenants(
  table: Table,
  limit: number,
  after?: string,
): Promise<Page<StoredTenant>> {
  const { items, next } = await queryPage(table, TENANTS, limit, after);
  const ids = items.map((item) => textMember(item, 'sk')).filter(isTenantId);
  const tenants = await getItems(table, ids.map(keyOf.tenant));
  return {
    items: ids.flatMap((id, index) => {
      const item = tenants[index];
      return item ? [toStoredTenant(id, item)] : [];
    }),
    next,
  };
}

function toStoredTenant(id: TenantId, item: Item): StoredTenant {
  return {
    id,
    version: textMember(item, 'version'),
    document: jsonMember(item, 'document') as TenantDocument,
  };
}
