import middy from '@middy/core';
import { text } from '../lib/config/environment.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbRegistryStore } from '../lib/drivers/dynamodb/registry-store.ts';
import { allTenants, isOnKafka } from '../lib/onboarding/tenant-list.ts';

const registryTable = text(process.env, 'REGISTRY_TABLE');
const store = dynamoDbRegistryStore(dynamoDbDocumentClient(), registryTable);

export const handler = correlated(
  middy().handler(async () => {
    const tenants = await allTenants(store);
    return { tenants: tenants.filter(isOnKafka).map(({ id }) => id) };
  }),
);
