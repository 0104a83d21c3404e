import type { HashedPasswordCredentials } from '../../domain/credentials.ts';
import { isDeviceId, type TenantId } from '../../domain/identifiers.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { DeviceRegistry } from '../../ingestion/device-registry.ts';
import { type Credential, HASHED_PASSWORD } from '../../registry/credentials-document.ts';
import type { DeviceDocument } from '../../registry/device-document.ts';
import {
  toHashedPasswordCredentials,
  toRegistration,
  toTenant,
} from '../../registry/southbound.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import type { DocumentClient } from './client.ts';
import { isStorable, keyOf } from './registry-keys.ts';
import { getItem, getItems, type Item, jsonMember, textMember } from './table.ts';

/** What adapters read of the registry's table: an upload that finds nothing cached takes two round trips. */
export function dynamoDbDeviceRegistry(client: DocumentClient, name: string): DeviceRegistry {
  const table = { client, name };
  return {
    findTenant: async (id) => readTenant(id, await getItem(table, keyOf.tenant(id))),
    findHashedPassword: async (id, authId) => {
      const authIdKey = keyOf.authId(id, HASHED_PASSWORD, authId);
      const keys = [keyOf.tenant(id), ...(isStorable(authIdKey) ? [authIdKey] : [])];
      const [tenant, credentials] = await getItems(table, keys);
      return { tenant: readTenant(id, tenant), credentials: readCredentials(credentials) };
    },
    findRegistrations: async (id, devices) => {
      const keys = devices.map((device) => keyOf.device(id, device));
      const [tenant, ...items] = await getItems(table, [keyOf.tenant(id), ...keys]);
      if (!tenant) return devices.map(() => undefined);
      return devices.map((device, index) => {
        const item = items[index];
        return item && toRegistration(device, jsonMember(item, 'document') as DeviceDocument);
      });
    },
  };
}

function readTenant(id: TenantId, item: Item | undefined): Tenant | undefined {
  return item && toTenant(id, jsonMember(item, 'document') as TenantDocument);
}

function readCredentials(item: Item | undefined): HashedPasswordCredentials | undefined {
  const device = item && textMember(item, 'device');
  if (!device || !isDeviceId(device)) return undefined;
  return toHashedPasswordCredentials(device, jsonMember(item, 'document') as Credential);
}
