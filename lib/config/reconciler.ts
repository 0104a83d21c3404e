import { isJsonObject } from '../domain/json.ts';
import type { MappingRules, Rules } from '../onboarding/plan.ts';
import type { RemovalRules } from '../onboarding/removals.ts';
import type { TopicRules } from '../onboarding/tenant-topics.ts';
import { ConfigurationError, type Environment, oneOf, text, wholeNumber } from './environment.ts';
import { type KafkaConfig, kafkaConfig } from './kafka.ts';

export type ReconcilerConfig = {
  readonly kafka: KafkaConfig;
  readonly registryTable: string;
  readonly clusterArn: string;
  /** Name or ARN of the function whose mappings these are. */
  readonly consumerFunction: string;
  readonly topicOperations: 'kafka' | 'msk';
  readonly rules: Rules & { readonly removals: RemovalRules };
  /** Where devices have to present certificates, if anywhere. */
  readonly certificateDomain?: CertificateDomainConfig;
  /** Calls a second, of each of the two APIs. */
  readonly callRate: { readonly lambda: number; readonly topics: number };
};

export type CertificateDomainConfig = { readonly name: string; readonly truststoreBucket: string };

const MOST_HOURS = 24 * 365 * 10;

/** @throws {ConfigurationError} naming the variable and what it takes */
export function reconcilerConfig(env: Environment): ReconcilerConfig {
  return Object.freeze({
    kafka: kafkaConfig(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
    clusterArn: text(env, 'MSK_CLUSTER_ARN'),
    consumerFunction: text(env, 'CONSUMER_FUNCTION'),
    topicOperations: oneOf(env, 'TOPIC_OPERATIONS', ['kafka', 'msk']),
    rules: Object.freeze({
      topics: topicRules(env),
      mapping: mappingRules(text(env, 'EVENT_SOURCE_MAPPING')),
      eventsReadBy: oneOf(env, 'EVENTS_READ_BY', ['mappings', 'poller']),
      removals: Object.freeze({
        most: wholeNumber(env, 'MAX_REMOVALS', 5, { from: 0, to: 10_000 }),
        graceMs: 1000 * wholeNumber(env, 'REMOVAL_GRACE', 3600, { from: 0, to: 604_800 }),
      }),
    }),
    ...certificateDomain(env),
    callRate: Object.freeze({
      lambda: wholeNumber(env, 'LAMBDA_CALL_RATE', 10, { from: 1, to: 10_000 }),
      topics: wholeNumber(env, 'TOPIC_CALL_RATE', 2, { from: 1, to: 10_000 }),
    }),
  });
}

function certificateDomain(env: Environment): Pick<ReconcilerConfig, 'certificateDomain'> {
  const name = env['DEVICE_CERTIFICATE_DOMAIN'];
  if (!name) return {};
  const truststoreBucket = text(env, 'TRUSTSTORE_BUCKET');
  return { certificateDomain: Object.freeze({ name, truststoreBucket }) };
}

function topicRules(env: Environment): TopicRules {
  const most = wholeNumber(env, 'TOPIC_MAX_PARTITIONS', 50, { from: 1, to: 10_000 });
  return Object.freeze({
    partitions: wholeNumber(env, 'TOPIC_PARTITIONS', 3, { from: 1, to: most }),
    mostPartitions: most,
    replicationFactor: orClusters(wholeNumber(env, 'TOPIC_REPLICATION', 0, { from: 0, to: 15 })),
    retentionHours: orClusters(
      wholeNumber(env, 'TOPIC_RETENTION_HOURS', 0, { from: 0, to: MOST_HOURS }),
    ),
    deadLetterRetentionHours: orClusters(
      wholeNumber(env, 'DEAD_LETTER_RETENTION_HOURS', 336, { from: 0, to: MOST_HOURS }),
    ),
    deadLetterMaxBytes: wholeNumber(env, 'DEAD_LETTER_MAX_BYTES', 2_097_152, {
      from: 1_048_588,
      to: 104_857_600,
    }),
  });
}

/** 0 leaves it to the cluster. */
function orClusters(number: number): number | undefined {
  return number === 0 ? undefined : number;
}

/** `deploy/event-source-mapping.yml` as JSON. @throws {ConfigurationError} */
function mappingRules(json: string): MappingRules {
  const settings = parseJson(json);
  if (isJsonObject(settings)) {
    const { topic, consumerGroup, properties } = settings;
    if (isPattern(topic) && isPattern(consumerGroup) && isJsonObject(properties)) {
      return Object.freeze({ topic, consumerGroup, properties });
    }
  }
  throw new ConfigurationError(
    'EVENT_SOURCE_MAPPING takes JSON with topic and consumerGroup, in which {tenant} stands once, and properties',
  );
}

function isPattern(value: unknown): value is string {
  return typeof value === 'string' && value.split('{tenant}').length === 2;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
