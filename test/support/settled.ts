import type { Admin } from 'kafkajs';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { consumerGroupOf, topicOf } from '../../lib/onboarding/mapping-names.ts';
import type { TestCloud } from './local-cloud.ts';
import { until } from './until.ts';

/**
 * Waits until all that the tenants' topics hold is settled, rightly or not.
 *
 * @param group who reads the topics, if not the mapping of each tenant
 */
export async function untilSettled(
  admin: Admin,
  { service }: TestCloud,
  tenants: Iterable<string>,
  group?: string,
): Promise<void> {
  for (const name of tenants) {
    const tenant = parseTenantId(name);
    const topic = topicOf(service.mapping, tenant);
    const groupId = group ?? consumerGroupOf(service.mapping, tenant);
    await until(() => hasCaughtUp(admin, groupId, topic));
  }
}

async function hasCaughtUp(admin: Admin, groupId: string, topic: string): Promise<boolean> {
  const [ends, [committed]] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const offsets = new Map(
    committed?.partitions.map(({ partition, offset }) => [partition, offset]),
  );
  return ends.every(({ partition, high }) => {
    return high === '0' || Number(offsets.get(partition) ?? -1) >= Number(high);
  });
}
