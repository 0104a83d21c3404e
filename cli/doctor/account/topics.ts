import type { TopicView } from '../../../lib/drivers/kafka/topic-view.ts';
import type { Topic } from '../../../lib/onboarding/topic-admin.ts';
import { error, type Finding, warning } from '../finding.ts';
import { namesOf } from './subjects.ts';

export type TopicsView = {
  readonly desired: readonly Topic[];
  readonly actual: ReadonlyMap<string, TopicView>;
  readonly brokers: number;
  /** Bytes of the largest record that uploads can make. */
  readonly largestRecord: number;
  /** Milliseconds for which the consumer retries an event. */
  readonly retriedMs: number;
};

type Problem = {
  readonly holds: (topic: TopicView, view: TopicsView) => boolean;
  readonly toFinding: (subject: string, view: TopicsView) => Finding;
};

/** Copies that a cluster should have, if it has the brokers for them. */
const REPLICAS = 3;
const ALTER = "change it with Kafka's own tools: kafka-configs.sh --alter";

/** Each about topics one by one; those in which it holds are told together. */
const problems: readonly Problem[] = [
  {
    holds: ({ replicas }, { brokers }) => replicas < Math.min(REPLICAS, brokers),
    toFinding: (subject, { brokers }) =>
      warning(
        subject,
        `has fewer copies than ${Math.min(REPLICAS, brokers)}: a broker that is lost takes events with it`,
        'reassign its partitions: kafka-reassign-partitions.sh',
      ),
  },
  {
    holds: ({ replicas, inSync }) => inSync < replicas,
    toFinding: (subject) =>
      warning(subject, 'has copies that are not in sync', 'look at the brokers: one may be down'),
  },
  {
    holds: ({ replicas, config }) =>
      numberOf(config['min.insync.replicas']) < Math.min(2, replicas),
    toFinding: (subject) =>
      error(
        subject,
        'min.insync.replicas is 1: an upload is answered 202 when one broker has it',
        ALTER,
      ),
  },
  {
    holds: ({ replicas, config }) =>
      replicas > 1 && numberOf(config['min.insync.replicas']) >= replicas,
    toFinding: (subject) =>
      warning(
        subject,
        'min.insync.replicas is as large as the number of copies: one broker that is down stops uploads',
        ALTER,
      ),
  },
  {
    holds: ({ config }, { largestRecord }) => numberOf(config['max.message.bytes']) < largestRecord,
    toFinding: (subject, { largestRecord }) =>
      error(
        subject,
        `max.message.bytes is less than ${largestRecord}: uploads that MAX_TENANT_PAYLOAD_SIZE allows are refused`,
        ALTER,
      ),
  },
  {
    holds: ({ config }) => (config['cleanup.policy'] ?? 'delete').includes('compact'),
    toFinding: (subject) =>
      error(
        subject,
        "is compacted: of a device's events only the latest stays, whether consumed or not",
        ALTER,
      ),
  },
  {
    holds: ({ config }, { retriedMs }) => {
      const retentionMs = numberOf(config['retention.ms']);
      return retentionMs >= 0 && retentionMs <= retriedMs;
    },
    toFinding: (subject, { retriedMs }) =>
      error(
        subject,
        `keeps events no longer than the consumer retries them, ${retriedMs / 1000} s: they go before they become dead letters`,
        ALTER,
      ),
  },
];

export function topicFindings(view: TopicsView): Finding[] {
  const { desired, actual } = view;
  const missing = desired.filter(({ name }) => !actual.has(name)).map(({ name }) => name);
  return [
    ...(missing.length === 0 ? [] : [missingTopics(missing)]),
    ...fewerPartitions(view),
    ...problems.flatMap(({ holds, toFinding }) => {
      const those = [...actual].filter(([, topic]) => holds(topic, view)).map(([name]) => name);
      return those.length === 0 ? [] : [toFinding(`topic ${namesOf(those)}`, view)];
    }),
  ];
}

function missingTopics(names: readonly string[]): Finding {
  return error(
    `topic ${namesOf(names)}`,
    'does not exist: what goes there is answered 503',
    'look into the log of the function reconciler: it makes topics every five minutes',
  );
}

function fewerPartitions({ desired, actual }: TopicsView): Finding[] {
  const fewer = desired.filter(({ name, partitions }) => {
    return (actual.get(name)?.partitions ?? partitions) < partitions;
  });
  if (fewer.length === 0) return [];
  return [
    warning(
      `topic ${namesOf(fewer.map(({ name }) => name))}`,
      'has fewer partitions than its settings say',
      'know it, or set ext.kafka.partitions of the tenant: a changed default changes no topic that exists',
    ),
  ];
}

/** A setting that Kafka does not report bounds nothing. */
function numberOf(value: string | undefined): number {
  return value === undefined || value === '' ? Infinity : Number(value);
}
