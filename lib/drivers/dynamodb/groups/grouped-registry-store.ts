import type { RegistryStore } from '../../../registry/registry-store.ts';
import type { DocumentClient } from '../client.ts';
import { registryStoreOn } from '../registry-store.ts';
import { batchGetOf } from '../table.ts';
import { groupedReads } from './grouped-reads.ts';
import { groupedWrites } from './grouped-writes.ts';

/** A request is large, and whoever has much to do waits for all of it: a slow answer is better than another attempt. */
const LIMITS = { attemptMs: 10_000, deadlineMs: 25_000 };

/**
 * The registry for whoever has much to do side by side: what waits at the same moment shares requests. A request costs more
 * than what is in it.
 *
 * @param name as in `dynamoDbRegistryStore`
 */
export function groupedRegistryStore(client: DocumentClient, name: string): RegistryStore {
  const table = { client, name, limits: LIMITS };
  const getItem = groupedReads(batchGetOf(table), LIMITS);
  return registryStoreOn({ ...table, groups: { getItem, transact: groupedWrites(table) } });
}
