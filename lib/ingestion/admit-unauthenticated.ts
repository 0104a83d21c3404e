import { ServiceError } from '../domain/errors.ts';
import { isTenantId } from '../domain/identifiers.ts';
import type { DeviceRegistry } from './device-registry.ts';
import { knowable, namedDevice } from './target-device.ts';
import type { UploadTarget } from './upload.ts';
import { requireEnabled, type Uploader } from './uploader.ts';

/**
 * The uploader of an adapter that asks nobody for credentials: whom the address names.
 *
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`, `TENANT_NOT_FOUND`, `TENANT_DISABLED`, `ADAPTER_DISABLED`,
 * `DEVICE_NOT_REGISTERED`, `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "Publish an Event (unauthenticated Device)"
 */
export async function admitUnauthenticated(
  target: UploadTarget,
  registry: DeviceRegistry,
): Promise<Uploader> {
  if (target.kind === 'uploader')
    throw new ServiceError('RESOURCE_NOT_FOUND', 'Resource not found');
  const device = namedDevice(target);
  if (target.tenant === '') {
    throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain tenant ID');
  }
  const tenant = isTenantId(target.tenant) ? await registry.findTenant(target.tenant) : undefined;
  if (!tenant) throw new ServiceError('TENANT_NOT_FOUND', 'tenant is disabled or not registered');
  requireEnabled(tenant);
  return { tenant, device: knowable(device) };
}
