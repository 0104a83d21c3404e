import { dynamoDbDepartures } from '../../lib/drivers/dynamodb/departures.ts';
import { dynamoDbRegistryStore } from '../../lib/drivers/dynamodb/registry-store.ts';
import { departuresContract } from '../contract/departures.ts';
import { registryTable } from '../support/registry-table.ts';

departuresContract('dynamodb', async (t) => {
  const { client, name } = await registryTable(t);
  return {
    store: dynamoDbRegistryStore(client, name),
    departures: dynamoDbDepartures(client, name),
  };
});
