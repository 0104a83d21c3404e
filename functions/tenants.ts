import middy from '@middy/core';
import { text } from '../lib/config/environment.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbTenants } from '../lib/drivers/dynamodb/tenants.ts';
import { allTenants, isOnKafka } from '../lib/onboarding/tenant-list.ts';

const registryTable = text(process.env, 'REGISTRY_TABLE');
const store = dynamoDbTenants({ client: dynamoDbDocumentClient(), name: registryTable });

export const handler = correlated(
  middy().handler(async () => {
    const tenants = await allTenants(store);
    return { tenants: tenants.filter(isOnKafka).map(({ id }) => id) };
  }),
);
