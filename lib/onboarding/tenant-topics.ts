import { isJsonObject } from '../domain/json.ts';
import { deadLetterTopic, eventTopic, telemetryTopic } from '../domain/topics.ts';
import type { RegisteredTenant } from './tenant-list.ts';
import type { Topic } from './topic-admin.ts';

/** Settings of the topics of every tenant. What is absent is left to the cluster. */
export type TopicRules = {
  readonly partitions: number;
  /** A tenant may ask for so many, and no more: its operator writes `ext`, and somebody pays for partitions. */
  readonly mostPartitions: number;
  readonly replicationFactor?: number | undefined;
  readonly retentionHours?: number | undefined;
  readonly deadLetterRetentionHours?: number | undefined;
  /** Bytes of a record. A dead letter is the record that it was, and says in its headers why. */
  readonly deadLetterMaxBytes: number;
};

export type TenantTopics = {
  readonly topics: readonly Topic[];
  /** The tenant asks for a number of partitions itself; a default never changes a topic that exists. */
  readonly mayGrow: boolean;
  /** What is wrong with the tenant's own settings, which do not count then. */
  readonly problem?: string;
};

const MOST_REPLICAS = 15;
const MOST_HOURS = 24 * 365 * 10;
const HOUR_MS = 3_600_000;

/** A tenant's own settings stand in `ext.kafka`. */
export function tenantTopics({ id, document }: RegisteredTenant, rules: TopicRules): TenantTopics {
  const own = parseOwn(document.ext?.['kafka'], rules);
  const isRefused = typeof own === 'string';
  const topics = isRefused ? rules : { ...rules, ...own };
  const common = sharedSettings(topics);
  const retention = retentionOf(topics.retentionHours);
  return {
    topics: [
      { ...common, name: eventTopic(id), config: retention },
      { ...common, name: telemetryTopic(id), config: retention },
      { ...common, name: deadLetterTopic(id), config: deadLetterConfig(topics) },
    ],
    mayGrow: !isRefused && own.partitions !== undefined,
    ...(isRefused && { problem: own }),
  };
}

/**
 * The topics that belong to no tenant: what the registry tells others. Little goes there, and one partition keeps the order
 * between devices: that all of a tenant's have gone, and one of them is there again.
 */
export function fixedTopics(rules: TopicRules, names: readonly string[]): readonly Topic[] {
  const config = retentionOf(rules.retentionHours);
  return names.map((name) => ({ ...sharedSettings({ ...rules, partitions: 1 }), name, config }));
}

function sharedSettings({ partitions, replicationFactor }: TopicRules) {
  return { partitions, ...(replicationFactor !== undefined && { replicationFactor }) };
}

function deadLetterConfig({ deadLetterRetentionHours, deadLetterMaxBytes }: TopicRules) {
  return {
    ...retentionOf(deadLetterRetentionHours),
    'max.message.bytes': `${deadLetterMaxBytes}`,
  };
}

function retentionOf(hours: number | undefined): Record<string, string> {
  return hours === undefined ? {} : { 'retention.ms': `${hours * HOUR_MS}` };
}

type Own = Partial<Pick<TopicRules, 'partitions' | 'replicationFactor' | 'retentionHours'>>;

/** @returns what is wrong, in words. */
function parseOwn(kafka: unknown, { mostPartitions }: TopicRules): Own | string {
  if (kafka === undefined) return {};
  if (!isJsonObject(kafka)) return 'ext.kafka takes an object';
  const bounds = [
    ['partitions', 'partitions', mostPartitions],
    ['replication-factor', 'replicationFactor', MOST_REPLICAS],
    ['retention-hours', 'retentionHours', MOST_HOURS],
  ] as const;
  const own: Record<string, number> = {};
  for (const [member, name, most] of bounds) {
    const value = kafka[member];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      return `ext.kafka.${member} takes a whole number from 1 to ${most}`;
    }
    own[name] = value;
  }
  return own;
}
