import type { RegistryStore } from '../../registry/registry-store.ts';
import type { DocumentClient } from './client.ts';
import { dynamoDbCredentialsStore } from './credentials-store.ts';
import { dynamoDbDeviceStore } from './device-store.ts';
import type { Table } from './table.ts';
import { dynamoDbTenantStore } from './tenant-store.ts';

/** @param name of a table with the keys `pk` and `sk`, texts both, and the time-to-live attribute `expires`. */
export function dynamoDbRegistryStore(client: DocumentClient, name: string): RegistryStore {
  return registryStoreOn({ client, name });
}

export function registryStoreOn(table: Table): RegistryStore {
  return {
    ...dynamoDbTenantStore(table),
    ...dynamoDbDeviceStore(table),
    ...dynamoDbCredentialsStore(table),
  };
}
