import { ServiceError } from '../domain/errors.ts';
import { isTenantId } from '../domain/identifiers.ts';
import type { DeviceRegistry } from './device-registry.ts';
import { knowable, noSuchResource } from './target-device.ts';
import type { UploadTarget } from './upload.ts';
import { requireEnabled, type Uploader } from './uploader.ts';

export type NamedTarget = Extract<UploadTarget, { kind: 'device' }>;

/**
 * Where nobody is asked for credentials, the address has to say all.
 *
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`
 * @see Hono, HTTP adapter, "Publish an Event (unauthenticated Device)"
 */
export function requireNamed(target: UploadTarget): asserts target is NamedTarget {
  if (target.kind !== 'device') throw noSuchResource();
  if (target.device === '') {
    throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain device ID');
  }
  if (target.tenant === '') {
    throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain tenant ID');
  }
}

/**
 * The uploader of an adapter that asks nobody for credentials: whom the address names.
 *
 * @throws {ServiceError} `TENANT_NOT_FOUND`, `TENANT_DISABLED`, `ADAPTER_DISABLED`, `DEVICE_NOT_REGISTERED`,
 * `REGISTRY_UNAVAILABLE`
 */
export async function admitUnauthenticated(
  target: NamedTarget,
  registry: DeviceRegistry,
): Promise<Uploader> {
  const tenant = isTenantId(target.tenant) ? await registry.findTenant(target.tenant) : undefined;
  if (!tenant) throw new ServiceError('TENANT_NOT_FOUND', 'tenant is disabled or not registered');
  requireEnabled(tenant);
  return { tenant, device: knowable(target.device) };
}
