import type { RegistryStore } from '../../registry/registry-store.ts';
import type { DocumentClient } from './client.ts';
import { dynamoDbCredentialsStore } from './credentials-store.ts';
import { dynamoDbDeviceStore } from './device-store.ts';
import { dynamoDbTenantStore } from './tenant-store.ts';

/** @param name of a table with the keys `pk` and `sk`, texts both, and the time-to-live attribute `expires`. */
export function dynamoDbRegistryStore(client: DocumentClient, name: string): RegistryStore {
  const table = { client, name };
  return {
    ...dynamoDbTenantStore(table),
    ...dynamoDbDeviceStore(table),
    ...dynamoDbCredentialsStore(table),
  };
}
