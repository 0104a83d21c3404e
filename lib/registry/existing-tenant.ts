import { ServiceError } from '../domain/errors.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { RegistryStore, StoredTenant } from './registry-store.ts';

/** @throws {ServiceError} `TENANT_NOT_FOUND`: a tenant that was deleted hides its devices. */
export async function existingTenant(
  { store }: { readonly store: Pick<RegistryStore, 'findTenant'> },
  id: TenantId,
): Promise<StoredTenant> {
  const tenant = await store.findTenant(id);
  if (!tenant) throw new ServiceError('TENANT_NOT_FOUND', 'tenant does not exist');
  return tenant;
}
