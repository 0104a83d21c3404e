import { ServiceError } from '../domain/errors.ts';
import { type DeviceId, isDeviceId } from '../domain/identifiers.ts';
import type { UploadTarget } from './upload.ts';
import type { Uploader } from './uploader.ts';

/**
 * Whom the upload comes from; whether that can be a device at all is not known yet.
 *
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`, `NOT_AUTHORIZED`
 */
export function targetDevice(target: UploadTarget, uploader: Uploader): string {
  if (target.kind === 'uploader') return uploader.device;
  const device = namedDevice(target);
  if (target.tenant !== '' && target.tenant !== uploader.tenant.id) {
    throw new ServiceError(
      'NOT_AUTHORIZED',
      'not authorized to upload data for device from other tenant',
    );
  }
  return device;
}

/** @throws {ServiceError} `RESOURCE_NOT_FOUND` */
export function namedDevice(target: Extract<UploadTarget, { kind: 'device' }>): string {
  if (target.device !== '') return target.device;
  throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain device ID');
}

/** No device can be registered under what is no identifier. @throws {ServiceError} `DEVICE_NOT_REGISTERED` */
export function knowable(device: string): DeviceId {
  if (isDeviceId(device)) return device;
  throw new ServiceError('DEVICE_NOT_REGISTERED', 'device is disabled or not registered');
}
