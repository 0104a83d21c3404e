import { ServiceError } from './errors.ts';

declare const name: unique symbol;
export type TenantId = string & { readonly [name]: 'TenantId' };
export type DeviceId = string & { readonly [name]: 'DeviceId' };

/** @throws {ServiceError} `INVALID_TENANT_ID` */
export function parseTenantId(text: string): TenantId {
  if (isTenantId(text)) return text;
  throw new ServiceError(
    'INVALID_TENANT_ID',
    `not a tenant identifier: ${quote(text)}; allowed are 1 to 232 letters, digits, '.', '_' and '-'`,
  );
}

/** The identifier ends the topic `hono.event.{tenant}`: Kafka's alphabet, 249 characters in all, and `hono.dead-letter.` is the longest prefix. */
export function isTenantId(text: string): text is TenantId {
  return /^[A-Za-z0-9._-]{1,232}$/.test(text);
}

/** What a sort key of the store holds; Hono has no bound of its own. */
const MAX_DEVICE_ID_LENGTH = 1024;

/** @throws {ServiceError} `INVALID_DEVICE_ID` */
export function parseDeviceId(text: string): DeviceId {
  if (isDeviceId(text)) return text;
  throw new ServiceError(
    'INVALID_DEVICE_ID',
    `not a device identifier: ${quote(text)}; allowed are 1 to ${MAX_DEVICE_ID_LENGTH} letters, digits, '-', '_', '.', ':' and '='`,
  );
}

/** Hono's default pattern for device identifiers. */
export function isDeviceId(text: string): text is DeviceId {
  return text.length <= MAX_DEVICE_ID_LENGTH && /^[A-Za-z0-9\-_.:=]+$/.test(text);
}

/**
 * Kafka refuses a topic whose name equals another's with `.` and `_` exchanged: tenants with the same
 * collision key cannot both have topics.
 */
export function topicCollisionKey(tenant: TenantId): string {
  return tenant.replaceAll('.', '_');
}

function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
