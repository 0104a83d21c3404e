import { ServiceError } from '../domain/errors.ts';
import { equalJson } from '../domain/json.ts';
import type { Principal } from '../domain/principal.ts';
import type { Registry } from './management.ts';
import type { Page, StoredTenant } from './registry-store.ts';
import type { TenantDocument } from './tenant-document.ts';

/** What an operator's tenants are bound by, and what messages count, which an operator cannot change. */
const LIMITS = ['resource-limits', 'registration-limits', 'minimum-message-size'] as const;

/** @throws {ServiceError} `NOT_AUTHORIZED` */
export function assertLimitsStay(
  { role }: Principal,
  before: TenantDocument,
  after: TenantDocument,
): void {
  if (role === 'admin') return;
  const changed = LIMITS.find((name) => !equalJson(before[name], after[name]));
  if (changed === undefined) return;
  throw new ServiceError(
    'NOT_AUTHORIZED',
    `${changed}: only an administrator may change it; send it as it is`,
  );
}

/** The tenants that the principal may see, in order of their identifiers. */
export async function listVisibleTenants(
  { store, principal }: Registry,
  limit: number,
  after = '',
): Promise<Page<StoredTenant>> {
  if (principal.role === 'admin') return store.listTenants(limit, after || undefined);
  const rest = [...principal.tenants].filter((id) => id > after).toSorted();
  const page = rest.slice(0, limit);
  const found = await Promise.all(page.map((id) => store.findTenant(id)));
  return {
    items: found.filter((tenant) => tenant !== undefined),
    next: rest.length > limit ? page.at(-1) : undefined,
  };
}
