import { createHash } from 'node:crypto';
import { isTenantId, type TenantId } from '../domain/identifiers.ts';

/** @see AWS, CreateEventSourceMapping, `ConsumerGroupId` */
const LONGEST_CONSUMER_GROUP = 200;
const DIGEST_LENGTH = 32;
/** No tenant's identifier has one, so a name that was cut equals no other tenant's whole name. */
const CUT = '@';

/** The patterns of `deploy/event-source-mapping.yml`; `{tenant}` stands for the tenant's identifier. */
export type NamePatterns = { readonly topic: string; readonly consumerGroup: string };

export function topicOf(patterns: NamePatterns, tenant: TenantId): string {
  return fill(patterns.topic, tenant);
}

/** Fixed for ever, so that a mapping that is made again goes on where the last one stopped. */
export function consumerGroupOf(patterns: NamePatterns, tenant: TenantId): string {
  const group = fill(patterns.consumerGroup, tenant);
  if (group.length <= LONGEST_CONSUMER_GROUP) return group;
  const rest = LONGEST_CONSUMER_GROUP - DIGEST_LENGTH - CUT.length;
  return `${group.slice(0, rest)}${CUT}${digestOf(group)}`;
}

/** @returns undefined for a topic that no tenant's mapping reads. */
export function tenantOf(patterns: NamePatterns, topic: string): TenantId | undefined {
  const [before = '', after = ''] = patterns.topic.split('{tenant}');
  const tenant = topic.slice(before.length, topic.length - after.length);
  return isTenantId(tenant) && fill(patterns.topic, tenant) === topic ? tenant : undefined;
}

function fill(pattern: string, tenant: string): string {
  return pattern.replace('{tenant}', () => tenant);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}
