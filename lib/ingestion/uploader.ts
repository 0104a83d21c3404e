import { ServiceError } from '../domain/errors.ts';
import type { DeviceId } from '../domain/identifiers.ts';
import { isAdapterEnabled, type Tenant } from '../domain/tenant.ts';
import { HTTP_ADAPTER } from './adapter.ts';

/** Who uploads: a device, or a gateway for others. */
export type Uploader = { readonly tenant: Tenant; readonly device: DeviceId };

/** @throws {ServiceError} `TENANT_DISABLED`, `ADAPTER_DISABLED` */
export function requireEnabled(tenant: Tenant): void {
  if (!tenant.enabled) {
    throw new ServiceError('TENANT_DISABLED', 'tenant is disabled or not registered');
  }
  if (!isAdapterEnabled(tenant, HTTP_ADAPTER)) {
    throw new ServiceError('ADAPTER_DISABLED', 'adapter is disabled');
  }
}

/** Who presents credentials of a tenant that does not exist, or of nobody, learns no more than that they are wrong. */
export function badCredentials(): ServiceError {
  return new ServiceError('CREDENTIALS_REJECTED', 'bad credentials');
}
