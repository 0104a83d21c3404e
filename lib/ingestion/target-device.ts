import { ServiceError } from '../domain/errors.ts';
import { type DeviceId, isDeviceId } from '../domain/identifiers.ts';
import type { UploadTarget } from './upload.ts';
import type { Uploader } from './uploader.ts';

/**
 * Nobody uploads for another tenant. An address without a device is no matter of this check, as in Hono.
 *
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`, `NOT_AUTHORIZED`
 */
export function requireOwnTenant(target: UploadTarget, { tenant }: Uploader): void {
  if (target.kind === 'nowhere') throw noSuchResource();
  if (target.kind === 'uploader' || target.device === '') return;
  if (target.tenant === '' || target.tenant === tenant.id) return;
  throw new ServiceError(
    'NOT_AUTHORIZED',
    'not authorized to upload data for device from other tenant',
  );
}

/**
 * The device that the address names; whether that can be a device at all is not known yet.
 *
 * @returns undefined when it is the uploader.
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`
 */
export function namedDevice(target: UploadTarget): string | undefined {
  if (target.kind !== 'device') return undefined;
  if (target.device !== '') return target.device;
  throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain device ID');
}

export function noSuchResource(): ServiceError {
  return new ServiceError('RESOURCE_NOT_FOUND', 'Resource not found');
}

/** No device can be registered under what is no identifier. @throws {ServiceError} `DEVICE_NOT_REGISTERED` */
export function knowable(device: string): DeviceId {
  if (isDeviceId(device)) return device;
  throw new ServiceError('DEVICE_NOT_REGISTERED', 'device is disabled or not registered');
}
