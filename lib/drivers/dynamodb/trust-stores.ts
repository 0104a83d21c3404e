import { isTenantId, type TenantId } from '../../domain/identifiers.ts';
import type { TrustStore } from '../../domain/trust-anchor.ts';
import { toTrustStore } from '../../registry/southbound-trust.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import type { ItemReader } from './item-reader.ts';
import { isStorable, keyOf } from './registry-keys.ts';
import { jsonMember, textMember } from './item.ts';

/** The claim of the issuer's name leads to the tenants that trust it. */
export async function findTrustStoreOfIssuer(
  table: ItemReader,
  issuer: string,
): Promise<TrustStore | undefined> {
  const key = keyOf.trustAnchor(issuer);
  if (!isStorable(key)) return undefined;
  const tenants = (await table.getItem(key))?.['tenants'];
  const [tenant, ...others] = Array.isArray(tenants) ? tenants : [];
  if (!isTenantIdText(tenant) || others.length > 0) return undefined;
  return readTrustStore(table, tenant);
}

/** An identifier goes before an alias of the same letters. */
export async function findTrustStoreOfTenant(
  table: ItemReader,
  name: string,
): Promise<TrustStore | undefined> {
  if (!isTenantId(name)) return undefined;
  const [tenant, alias] = await table.getItems([keyOf.tenant(name), keyOf.alias(name)]);
  if (tenant) return toTrustStore(name, jsonMember(tenant, 'document') as TenantDocument);
  const id = alias && textMember(alias, 'tenant');
  return isTenantIdText(id) ? readTrustStore(table, id) : undefined;
}

async function readTrustStore(table: ItemReader, id: TenantId): Promise<TrustStore | undefined> {
  const item = await table.getItem(keyOf.tenant(id));
  return item && toTrustStore(id, jsonMember(item, 'document') as TenantDocument);
}

function isTenantIdText(value: unknown): value is TenantId {
  return typeof value === 'string' && isTenantId(value);
}
