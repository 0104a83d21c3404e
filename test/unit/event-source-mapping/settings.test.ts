import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidSetting, parseMappingSettings } from '../../../event-source-mapping/index.ts';

const LEAST = { Topics: ['hono.event.t'], StartingPosition: 'TRIM_HORIZON', ConsumerGroupId: 'g' };

describe('the settings of a mapping', () => {
  it('have a batch size of 100 and no window unless told', () => {
    assert.deepEqual(parseMappingSettings(LEAST), {
      Topics: ['hono.event.t'],
      StartingPosition: 'TRIM_HORIZON',
      ConsumerGroupId: 'g',
      BatchSize: 100,
    });
  });

  it('are read from the Properties of a CloudFormation resource for MSK', () => {
    const { ConsumerGroupId: _, ...properties } = LEAST;

    const settings = parseMappingSettings({
      ...properties,
      FunctionName: 'consumer',
      EventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/c/1',
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'managed' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: 0,
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 4, PollerGroupName: 'p' },
      DestinationConfig: { OnFailure: { Destination: 'kafka://failures' } },
      Tags: [{ Key: 'tenant', Value: 't' }],
    });

    assert.equal(settings.ConsumerGroupId, 'managed');
    assert.equal(settings.MaximumBatchingWindowInSeconds, 0);
    assert.deepEqual(settings.DestinationConfig, {
      OnFailure: { Destination: 'kafka://failures' },
    });
  });

  it('are read from the Properties of a CloudFormation resource for a self-managed cluster', () => {
    const { ConsumerGroupId: _, ...properties } = LEAST;

    const settings = parseMappingSettings({
      ...properties,
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b:9092'] } },
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'own' },
      SourceAccessConfigurations: [{ Type: 'VPC_SUBNET', URI: 'subnet:1' }],
    });

    assert.equal(settings.ConsumerGroupId, 'own');
    assert.equal(settings.EventSourceArn, undefined);
  });

  const refused: Readonly<Record<string, { readonly given: object; readonly message: RegExp }>> = {
    'two topics': {
      given: { Topics: ['a.b', 'c.d'] },
      message: /^Topics must be a list of exactly one topic/,
    },
    'no topic': { given: { Topics: [] }, message: /^Topics must/ },
    'a topic pattern': { given: { Topics: ['hono.event.*'] }, message: /^Topics must match/ },
    'a topic of 250 characters': { given: { Topics: ['t'.repeat(250)] }, message: /at most 249/ },
    'a batch of none': {
      given: { BatchSize: 0 },
      message: /^BatchSize must be a whole number, 1 to 10000/,
    },
    'a batch of 10,001': { given: { BatchSize: 10_001 }, message: /^BatchSize/ },
    'a batch of a half': { given: { BatchSize: 0.5 }, message: /^BatchSize/ },
    'a window of half a second': {
      given: { MaximumBatchingWindowInSeconds: 0.5 },
      message: /whole number, 0 to 300/,
    },
    'a window of 301 seconds': {
      given: { MaximumBatchingWindowInSeconds: 301 },
      message: /0 to 300/,
    },
    'a starting position that does not exist': {
      given: { StartingPosition: 'EARLIEST' },
      message: /TRIM_HORIZON, LATEST, AT_TIMESTAMP/,
    },
    'no starting position': {
      given: { StartingPosition: undefined },
      message: /^StartingPosition must/,
    },
    'a timestamp that is missing': {
      given: { StartingPosition: 'AT_TIMESTAMP' },
      message: /^StartingPositionTimestamp must/,
    },
    'a timestamp out of place': {
      given: { StartingPositionTimestamp: 1 },
      message: /^StartingPositionTimestamp must/,
    },
    'another response type': {
      given: { FunctionResponseTypes: ['Other'] },
      message: /ReportBatchItemFailures/,
    },
    'no consumer group': {
      given: { ConsumerGroupId: undefined },
      message: /^ConsumerGroupId is required/,
    },
    'a group of 201 characters': {
      given: { ConsumerGroupId: 'g'.repeat(201) },
      message: /at most 200/,
    },
    'a record age below a minute': {
      given: { MaximumRecordAgeInSeconds: 59 },
      message: /must be -1, or 60 to 604800/,
    },
    'retries without number': {
      given: { MaximumRetryAttempts: 'all' },
      message: /^MaximumRetryAttempts must be a whole number, -1 to 10000/,
    },
    'too many pollers': {
      given: { ProvisionedPollerConfig: { MaximumPollers: 2_001 } },
      message: /^ProvisionedPollerConfig.MaximumPollers/,
    },
    'fewer pollers at most than at least': {
      given: { ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 2 } },
      message: /MinimumPollers must not exceed MaximumPollers, 2/,
    },
    'a poller group with a space': {
      given: { ProvisionedPollerConfig: { PollerGroupName: 'a b' } },
      message: /^ProvisionedPollerConfig.PollerGroupName must match/,
    },
    'a group of metrics that does not exist': {
      given: { MetricsConfig: { Metrics: ['EventCount', 'Other'] } },
      message: /^MetricsConfig.Metrics may only contain EventCount, ErrorCount, KafkaMetrics/,
    },
    'a member of another event source': {
      given: { ParallelizationFactor: 2 },
      message: /^ParallelizationFactor does not exist for Kafka/,
    },
    'a member that nobody knows': {
      given: { BatchSise: 1 },
      message: /^BatchSise is not a member/,
    },
  };
  for (const [name, { given, message }] of Object.entries(refused)) {
    it(`refuse ${name}`, () => {
      assert.throws(
        () => parseMappingSettings({ ...LEAST, ...given }),
        (thrown: unknown) => {
          return thrown instanceof InvalidSetting && message.test(thrown.message);
        },
      );
    });
  }

  for (const [name, value] of Object.entries({
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 3,
    MaximumRecordAgeInSeconds: 60,
    LoggingConfig: { SystemLogLevel: 'WARN' },
  })) {
    it(`refuse ${name} in on-demand mode when read strictly`, () => {
      const given = { ...LEAST, [name]: value };
      const provisioned = { ...given, ProvisionedPollerConfig: { MinimumPollers: 1 } };

      parseMappingSettings(given);
      parseMappingSettings(provisioned, { onDemand: 'strict' });
      assert.throws(
        () => parseMappingSettings(given, { onDemand: 'strict' }),
        new InvalidSetting(name, 'needs ProvisionedPollerConfig'),
      );
    });
  }

  it('refuse what is not an object', () => {
    assert.throws(() => parseMappingSettings(null), /the settings must be an object/);
  });
});
