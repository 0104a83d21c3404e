import { isTenantId } from './identifiers.ts';
import type { Grant } from './principal.ts';

/**
 * What somebody may do, as a user's configuration or a token's claims say it.
 *
 * @returns undefined when it is said wrongly: an operator has at least one tenant, an administrator names none.
 */
export function parseGrant(role: unknown, tenants: unknown): Grant | undefined {
  if (role === 'admin') return tenants === undefined ? { role } : undefined;
  if (role !== 'operator' || !Array.isArray(tenants) || tenants.length === 0) return undefined;
  const names = tenants.filter((one) => typeof one === 'string').filter(isTenantId);
  return names.length === tenants.length ? { role, tenants: new Set(names) } : undefined;
}
