import type { TenantId } from '../domain/identifiers.ts';
import type { TenantDocument } from './tenant-document.ts';

/**
 * Names that a tenant has for itself: its alias, and the subjects of its trust anchors, which it shares with the tenants of
 * its trust anchor group, if it is in one.
 */
export type Claims = {
  readonly alias: string | undefined;
  readonly trustAnchors: ReadonlySet<string>;
  readonly owner: string;
};

export function claimsOf(id: TenantId, tenant: TenantDocument | undefined): Claims {
  const group = tenant?.['trust-anchor-group'];
  return {
    alias: tenant?.alias,
    trustAnchors: new Set(tenant?.['trusted-ca']?.map((anchor) => anchor['subject-dn'])),
    owner: group === undefined ? `tenant ${id}` : `group ${group}`,
  };
}
