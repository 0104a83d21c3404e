import { dynamoDbDeviceRegistry } from '../../lib/drivers/dynamodb/device-registry.ts';
import { groupedRegistryStore } from '../../lib/drivers/dynamodb/groups/grouped-registry-store.ts';
import { readerOf } from '../../lib/drivers/dynamodb/table.ts';
import { dynamoDbProvisioningStore } from '../../lib/drivers/dynamodb/provisioning-store.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { deviceRegistryContract } from '../contract/device-registry.ts';
import { provisioningStoreContract } from '../contract/provisioning-store.ts';
import { registryStoreContract } from '../contract/registry-store.ts';
import { readOutbox, registryTable } from '../support/registry-table.ts';

registryStoreContract('dynamodb', async (t) => {
  const table = await registryTable(t);
  return {
    store: dynamoDbRegistryStore(table.client, table.name),
    readOutbox: (tenant) => readOutbox(table, tenant),
  };
});

registryStoreContract('dynamodb, in groups', async (t) => {
  const table = await registryTable(t);
  return {
    store: groupedRegistryStore(table.client, table.name),
    readOutbox: (tenant) => readOutbox(table, tenant),
  };
});

deviceRegistryContract('dynamodb', async (t) => {
  const { client, name } = await registryTable(t);
  return {
    devices: dynamoDbDeviceRegistry(readerOf({ client, name })),
    store: dynamoDbRegistryStore(client, name),
  };
});

provisioningStoreContract('dynamodb', async (t) => {
  const { client, name } = await registryTable(t);
  return {
    provisioning: dynamoDbProvisioningStore(client, name),
    devices: dynamoDbDeviceRegistry(readerOf({ client, name })),
    store: dynamoDbRegistryStore(client, name),
  };
});
