import type { TenantDocument } from './tenant-document.ts';

/** How many devices the tenant may have; undefined when there is no limit. */
export function maxDevicesOf(tenant: TenantDocument | undefined): number | undefined {
  const limit = tenant?.['registration-limits']?.['max-devices'] ?? -1;
  return limit < 0 ? undefined : limit;
}
