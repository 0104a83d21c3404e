import type { RegistryStore } from '../../../registry/registry-store.ts';
import type { DocumentClient } from '../client.ts';
import { registryStoreOn } from '../registry-store.ts';
import { batchGetOf } from '../table.ts';
import { groupedReads } from './grouped-reads.ts';
import { groupedWrites } from './grouped-writes.ts';

/**
 * The registry for whoever has much to do side by side: what waits at the same moment shares requests. A request costs more
 * than what is in it.
 *
 * @param name as in `dynamoDbRegistryStore`
 */
export function groupedRegistryStore(client: DocumentClient, name: string): RegistryStore {
  const table = { client, name };
  const groups = { getItem: groupedReads(batchGetOf(table)), transact: groupedWrites(table) };
  return registryStoreOn({ ...table, groups });
}
