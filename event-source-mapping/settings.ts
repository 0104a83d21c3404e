import { type DestinationConfig, readDestination } from './failure/read-destination.ts';
import { type FilterCriteria, readFilterCriteria } from './filter/criteria.ts';
import {
  BATCH_SIZE,
  BATCHING_WINDOW_SECONDS,
  CONSUMER_GROUP_ID,
  RECORD_AGE_SECONDS,
  RETRY_ATTEMPTS,
  TOPIC,
} from './limits.ts';
import { type Members, InvalidSetting, members, withoutAbsent } from './members.ts';
import { type MetricsConfig, readMetricsConfig } from './metrics-config.ts';
import {
  type ProvisionedPollerConfig,
  readProvisionedPollers,
  refuseWithoutPollers,
} from './provisioned-mode.ts';

/** What a mapping does, in the words of `CreateEventSourceMapping`; every default is filled in but the window's. */
export type MappingSettings = {
  readonly Topics: readonly [string];
  readonly StartingPosition: StartingPosition;
  /** Seconds since the Unix epoch, with `AT_TIMESTAMP` only. */
  readonly StartingPositionTimestamp?: number;
  readonly BatchSize: number;
  /** Absent means 500 ms, which no whole number of seconds can say. */
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  readonly ConsumerGroupId: string;
  /** A name or an ARN, for failure destinations to be told; who is invoked is the caller's to say. */
  readonly FunctionName?: string;
  /** Absent or -1 retries for ever. */
  readonly MaximumRetryAttempts?: number;
  /** Absent or -1 never expires a record. */
  readonly MaximumRecordAgeInSeconds?: number;
  readonly BisectBatchOnFunctionError?: boolean;
  /** Of the MSK cluster; absent for a self-managed one. */
  readonly EventSourceArn?: string;
  readonly ProvisionedPollerConfig?: ProvisionedPollerConfig;
  readonly DestinationConfig?: DestinationConfig;
  /** Absent measures nothing but what the provisioned mode has anyway. */
  readonly MetricsConfig?: MetricsConfig;
  /** Absent lets every record pass. */
  readonly FilterCriteria?: FilterCriteria;
  /** Absent means true. */
  readonly Enabled?: boolean;
};

export type StartingPosition = (typeof STARTING_POSITIONS)[number];

const STARTING_POSITIONS = ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] as const;

/** Members that change nothing here: how Lambda reaches the brokers, what it logs. */
const WITHOUT_EFFECT = [
  'KmsKeyArn',
  'LoggingConfig',
  'SourceAccessConfigurations',
  'Tags',
] as const;

/** Members of an event source mapping that Lambda refuses for Kafka. */
const REFUSED: Readonly<Record<string, string>> = {
  ParallelizationFactor: 'does not exist for Kafka',
  Queues: 'does not exist for Kafka',
  ScalingConfig: 'does not exist for Kafka',
  TumblingWindowInSeconds: 'does not exist for Kafka',
};

export type ReadingOptions = {
  /** For a mapping that names none, as AWS takes its UUID; refused when absent. */
  readonly consumerGroupId?: string;
  /** Whether a mapping without `ProvisionedPollerConfig` may have what is documented for the provisioned mode; AWS does not say what it would do. */
  readonly onDemand?: 'lenient' | 'strict';
};

/**
 * Reads the settings of a mapping: the request of `CreateEventSourceMapping`, or the `Properties` of an
 * `AWS::Lambda::EventSourceMapping` with its references resolved.
 *
 * @throws {InvalidSetting} naming the member and what is allowed.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export function parseMappingSettings(
  untrusted: unknown,
  { consumerGroupId, onDemand = 'lenient' }: ReadingOptions = {},
): MappingSettings {
  const given = members(untrusted, '');
  if (onDemand === 'strict') refuseWithoutPollers(given);
  const settings = {
    Topics: topics(given),
    ...startingPosition(given),
    BatchSize: given.integer('BatchSize', BATCH_SIZE) ?? BATCH_SIZE.default,
    MaximumBatchingWindowInSeconds: given.integer(
      'MaximumBatchingWindowInSeconds',
      BATCHING_WINDOW_SECONDS,
    ),
    FunctionResponseTypes: functionResponseTypes(given),
    ConsumerGroupId: readConsumerGroupId(given, consumerGroupId),
    FunctionName: given.text('FunctionName'),
    MaximumRetryAttempts: given.integer('MaximumRetryAttempts', RETRY_ATTEMPTS),
    MaximumRecordAgeInSeconds: maximumRecordAge(given),
    BisectBatchOnFunctionError: given.boolean('BisectBatchOnFunctionError'),
    EventSourceArn: given.text('EventSourceArn'),
    ProvisionedPollerConfig: readProvisionedPollers(given),
    DestinationConfig: readDestination(given),
    MetricsConfig: readMetricsConfig(given),
    FilterCriteria: readFilterCriteria(given),
    Enabled: given.boolean('Enabled'),
  };
  given.refuseOthers([...WITHOUT_EFFECT, 'SelfManagedEventSource'], REFUSED);
  return withoutAbsent(settings);
}

function topics(given: Members): readonly [string] {
  const [topic, ...others] = given.texts('Topics') ?? [];
  if (topic === undefined || others.length > 0) {
    throw new InvalidSetting('Topics', 'must be a list of exactly one topic');
  }
  if (!TOPIC.pattern.test(topic) || topic.length > TOPIC.maximumLength) {
    throw new InvalidSetting(
      'Topics',
      `must match ${TOPIC.pattern.source}, at most ${TOPIC.maximumLength} characters`,
    );
  }
  return [topic];
}

function startingPosition(given: Members) {
  const position = given.oneOf('StartingPosition', STARTING_POSITIONS);
  const timestamp = given.number('StartingPositionTimestamp');
  if (position === undefined) {
    throw new InvalidSetting('StartingPosition', `must be one of ${STARTING_POSITIONS.join(', ')}`);
  }
  if ((position === 'AT_TIMESTAMP') !== (timestamp !== undefined)) {
    throw new InvalidSetting(
      'StartingPositionTimestamp',
      'must be given with AT_TIMESTAMP, and only then',
    );
  }
  return { StartingPosition: position, StartingPositionTimestamp: timestamp };
}

function functionResponseTypes(given: Members): readonly 'ReportBatchItemFailures'[] | undefined {
  const types = given.texts('FunctionResponseTypes');
  const known = types?.filter((type) => type === 'ReportBatchItemFailures');
  if (known?.length !== types?.length) {
    throw new InvalidSetting('FunctionResponseTypes', 'may only contain ReportBatchItemFailures');
  }
  return known;
}

/** The group is the mapping's identity on the cluster, so it must be known. */
function readConsumerGroupId(given: Members, fallback: string | undefined): string {
  const direct = given.text('ConsumerGroupId');
  const managed = given.within('AmazonManagedKafkaEventSourceConfig')?.text('ConsumerGroupId');
  const selfManaged = given.within('SelfManagedKafkaEventSourceConfig')?.text('ConsumerGroupId');
  const group = direct ?? managed ?? selfManaged ?? fallback;
  if (group === undefined) throw new InvalidSetting('ConsumerGroupId', 'is required');
  const { pattern, maximumLength } = CONSUMER_GROUP_ID;
  if (!pattern.test(group) || group.length > maximumLength) {
    throw new InvalidSetting(
      'ConsumerGroupId',
      `must match ${pattern.source}, at most ${maximumLength} characters`,
    );
  }
  return group;
}

function maximumRecordAge(given: Members): number | undefined {
  const { minimum, maximum, never } = RECORD_AGE_SECONDS;
  const age = given.integer('MaximumRecordAgeInSeconds', { minimum: never, maximum });
  if (age !== undefined && age !== never && age < minimum) {
    throw new InvalidSetting(
      'MaximumRecordAgeInSeconds',
      `must be -1, or ${minimum} to ${maximum}`,
    );
  }
  return age;
}
