import type { Credentials, CredentialsType } from '../../domain/credentials.ts';
import { type DeviceId, isDeviceId, type TenantId } from '../../domain/identifiers.ts';
import type { Registration } from '../../domain/registration.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { DeviceRegistry, FoundCredentials } from '../../ingestion/device-registry.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import type { DeviceDocument } from '../../registry/device-document.ts';
import { toRegistration, toTenant } from '../../registry/southbound.ts';
import { toCredentials } from '../../registry/southbound-credentials.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { readCountedBytes } from './data-volume-item.ts';
import type { ItemReader } from './item-reader.ts';
import { isStorable, keyOf } from './registry-keys.ts';
import { type Item, jsonMember, textMember } from './item.ts';
import { findTrustStoreOfIssuer, findTrustStoreOfTenant } from './trust-stores.ts';

/** What adapters read of the registry's table: an upload that finds nothing cached takes two round trips. */
export function dynamoDbDeviceRegistry(table: ItemReader): DeviceRegistry {
  return {
    findTenant: async (id) => {
      const [tenant, volume] = await table.getItems([keyOf.tenant(id), keyOf.dataVolume(id)]);
      return readTenant(id, tenant, volume);
    },
    findCredentials: (id, type, authId) => findCredentials(table, id, type, authId),
    findTrustStoreOfIssuer: (issuer) => findTrustStoreOfIssuer(table, issuer),
    findTrustStoreOfTenant: (tenant) => findTrustStoreOfTenant(table, tenant),
    findRegistrations: async (id, devices) => {
      const keys = devices.map((device) => keyOf.device(id, device));
      const [tenant, ...items] = await table.getItems([keyOf.tenant(id), ...keys]);
      if (!tenant) return devices.map(() => undefined);
      return devices.map((device, index) => {
        const item = items[index];
        return item && readRegistration(device, item);
      });
    },
  };
}

function readRegistration(device: DeviceId, item: Item): Registration {
  const announcement =
    item['announcement'] === undefined ? undefined : textMember(item, 'announcement');
  return toRegistration(device, jsonMember(item, 'document') as DeviceDocument, announcement);
}

function readTenant(
  id: TenantId,
  item: Item | undefined,
  volume: Item | undefined,
): Tenant | undefined {
  const document = item && (jsonMember(item, 'document') as TenantDocument);
  return document && toTenant(id, document, readCountedBytes(volume));
}

async function findCredentials<Type extends CredentialsType>(
  table: ItemReader,
  id: TenantId,
  type: Type,
  authId: string,
): Promise<FoundCredentials<Type>> {
  const key = keyOf.authId(id, type, authId);
  const keys = [keyOf.tenant(id), keyOf.dataVolume(id), ...(isStorable(key) ? [key] : [])];
  const [tenant, volume, credentials] = await table.getItems(keys);
  return {
    tenant: readTenant(id, tenant, volume),
    credentials: readCredentials(type, credentials),
  };
}

function readCredentials<Type extends CredentialsType>(
  type: Type,
  item: Item | undefined,
): Credentials<Type> | undefined {
  const device = item && textMember(item, 'device');
  if (!device || !isDeviceId(device)) return undefined;
  return toCredentials(type, device, jsonMember(item, 'document') as Credential);
}
