import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { RequestedCredential } from '../credentials-document.ts';
import type { DeviceDocument } from '../device-document.ts';
import type { RequestedTenant } from '../tenant-document.ts';

/** What is imported as one: it is written whole, in one transaction, or not at all. */
export type Entity = TenantEntity | DeviceEntity | CredentialsEntity;

export type TenantEntity = {
  readonly kind: 'tenant';
  readonly tenant: TenantId;
  readonly document: RequestedTenant;
};

export type DeviceEntity = {
  readonly kind: 'device';
  readonly tenant: TenantId;
  readonly device: DeviceId;
  readonly document: DeviceDocument;
};

/** A device's whole set. */
export type CredentialsEntity = {
  readonly kind: 'credentials';
  readonly tenant: TenantId;
  readonly device: DeviceId;
  readonly document: readonly RequestedCredential[];
};

export const KINDS = ['tenant', 'device', 'credentials'] as const satisfies Entity['kind'][];
