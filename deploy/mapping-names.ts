import { createHash } from 'node:crypto';

/** @see AWS, CreateEventSourceMapping, `ConsumerGroupId` */
const LONGEST_CONSUMER_GROUP = 200;
const DIGEST_LENGTH = 16;

/** The patterns of `deploy/event-source-mapping.yml`; `{tenant}` stands for the tenant's identifier. */
export type NamePatterns = { readonly topic: string; readonly consumerGroup: string };

export function topicOf(patterns: NamePatterns, tenant: string): string {
  return fill(patterns.topic, tenant);
}

/** A tenant may have 232 characters and a group 200: the name of a longer one ends in a digest instead. */
export function consumerGroupOf(patterns: NamePatterns, tenant: string): string {
  const group = fill(patterns.consumerGroup, tenant);
  if (group.length <= LONGEST_CONSUMER_GROUP) return group;
  return `${group.slice(0, LONGEST_CONSUMER_GROUP - DIGEST_LENGTH - 1)}-${digestOf(group)}`;
}

/** @returns undefined for a topic that no tenant's mapping reads. */
export function tenantOf(patterns: NamePatterns, topic: string): string | undefined {
  const [before = '', after = ''] = patterns.topic.split('{tenant}');
  const tenant = topic.slice(before.length, topic.length - after.length);
  return tenant !== '' && fill(patterns.topic, tenant) === topic ? tenant : undefined;
}

/** CloudFormation takes letters and digits only: the digest keeps `a-b` and `ab` apart. */
export function logicalIdOf(tenant: string): string {
  const letters = tenant.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 64);
  return `EventSourceMapping${letters}${digestOf(tenant)}`;
}

function fill(pattern: string, tenant: string): string {
  return pattern.replace('{tenant}', () => tenant);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}
