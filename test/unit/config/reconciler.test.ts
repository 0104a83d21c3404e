import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reconcilerConfig } from '../../../lib/config/reconciler.ts';

const MAPPING = {
  topic: 'hono.event.{tenant}',
  consumerGroup: 'tidegate.{tenant}',
  properties: { BatchSize: 10 },
};

const ENVIRONMENT = {
  KAFKA_BROKERS: 'broker:9092',
  REGISTRY_TABLE: 'registry',
  MSK_CLUSTER_ARN: 'arn:cluster',
  CONSUMER_FUNCTION: 'consumer',
  EVENT_SOURCE_MAPPING: JSON.stringify(MAPPING),
};

describe('the configuration of the reconciler', () => {
  it('has the settings of the mappings, and leaves to the cluster what nobody says', () => {
    const { rules, topicOperations } = reconcilerConfig(ENVIRONMENT);

    assert.deepEqual(rules.mapping, MAPPING);
    assert.equal(topicOperations, 'kafka');
    assert.deepEqual(
      [rules.topics.replicationFactor, rules.topics.retentionHours],
      [undefined, undefined],
    );
    assert.deepEqual(rules.removals, { most: 5, graceMs: 3_600_000 });
  });

  for (const [variables, problem] of [
    [{ EVENT_SOURCE_MAPPING: '{' }, /^EVENT_SOURCE_MAPPING takes JSON/],
    [{ EVENT_SOURCE_MAPPING: '{"topic":"t"}' }, /^EVENT_SOURCE_MAPPING takes JSON/],
    [
      { EVENT_SOURCE_MAPPING: JSON.stringify({ ...MAPPING, topic: 'hono.event' }) },
      /^EVENT_SOURCE_MAPPING takes JSON/,
    ],
    [{ TOPIC_OPERATIONS: 'zookeeper' }, /TOPIC_OPERATIONS is "zookeeper"; it takes kafka or msk/],
    [{ EVENTS_READ_BY: 'both' }, /EVENTS_READ_BY is "both"; it takes mappings or poller/],
    [{ TOPIC_PARTITIONS: '51' }, /TOPIC_PARTITIONS is "51"; .* from 1 to 50$/],
    [{ MSK_CLUSTER_ARN: '' }, /^MSK_CLUSTER_ARN is not set$/],
  ] as const) {
    it(`refuses ${JSON.stringify(variables).slice(0, 60)}`, () => {
      assert.throws(() => reconcilerConfig({ ...ENVIRONMENT, ...variables }), {
        name: 'ConfigurationError',
        message: problem,
      });
    });
  }
});
