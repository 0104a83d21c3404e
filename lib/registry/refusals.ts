import { ServiceError } from '../domain/errors.ts';
import type { TenantId } from '../domain/identifiers.ts';

/** What a store says when a write may not be: the same words from every driver. */
export const refusals = {
  tenantExists: () => new ServiceError('TENANT_EXISTS', 'a tenant with that id exists already'),
  tenantIdCollides: () =>
    new ServiceError(
      'TENANT_ID_COLLIDES',
      `the id equals another tenant's with '.' and '_' exchanged, and Kafka cannot tell their topics apart`,
    ),
  noSuchTenant: () => new ServiceError('TENANT_NOT_FOUND', 'no such tenant'),
  aliasExists: () => new ServiceError('ALIAS_EXISTS', 'alias: another tenant has it'),
  trustAnchorExists: () =>
    new ServiceError(
      'TRUST_ANCHOR_EXISTS',
      'trusted-ca: a tenant outside the trust anchor group trusts an authority with the same subject',
    ),
  deviceExists: () => new ServiceError('DEVICE_EXISTS', 'a device with that id exists already'),
  deviceLimitReached: (tenant: TenantId, limit: number) =>
    new ServiceError(
      'REGISTRATION_LIMIT_REACHED',
      `configured device limit reached [tenant-id: ${tenant}, max devices: ${limit}]`,
    ),
  noSuchDevice: () => new ServiceError('DEVICE_NOT_REGISTERED', 'no such device'),
  credentialsExist: () =>
    new ServiceError(
      'CREDENTIALS_EXIST',
      'another device has credentials of the same type and auth-id',
    ),
  versionMismatch: () => new ServiceError('VERSION_MISMATCH', 'resource version mismatch'),
} as const;
