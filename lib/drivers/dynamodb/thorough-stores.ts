import { dynamoDbDocumentClient } from './client.ts';
import { dynamoDbProvisioningStore } from './provisioning-store.ts';
import { batchGetOf } from './table.ts';
import { dynamoDbTenants } from './tenants.ts';
import { dynamoDbVolumeCounter } from './volume-counter.ts';

/** Through the SDK. */
export function thoroughStores(name: string) {
  const client = dynamoDbDocumentClient();
  return {
    batchGet: batchGetOf({ client, name }),
    tenants: dynamoDbTenants({ client, name }),
    provisioning: dynamoDbProvisioningStore(client, name),
    volumes: dynamoDbVolumeCounter({ client, name }),
  };
}
