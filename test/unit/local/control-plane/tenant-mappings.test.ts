import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSettings, tenantMapping } from '../../../../local/control-plane/tenant-mappings.ts';

const model = {
  functionName: 'consumer',
  topic: 'hono.event.{tenant}',
  consumerGroup: 'tidegate.{tenant}',
  properties: { BatchSize: 10, StartingPosition: 'TRIM_HORIZON' },
};

describe('the event source mapping of a tenant', () => {
  it('has the settings that all share, a topic and a group', () => {
    const { functionName, properties } = tenantMapping(model, 'hono.event.a-b') ?? {};

    assert.equal(functionName, 'consumer');
    assert.deepEqual(
      { ...properties, EventSourceArn: undefined },
      {
        BatchSize: 10,
        StartingPosition: 'TRIM_HORIZON',
        EventSourceArn: undefined,
        Topics: ['hono.event.a-b'],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'tidegate.a-b' },
      },
    );
  });

  it('is none for a topic that holds no tenant’s events', () => {
    assert.equal(tenantMapping(model, 'hono.dead-letter.a-b'), undefined);
  });

  it('must have settings that Lambda takes', () => {
    checkSettings(model);
    assert.throws(
      () => checkSettings({ ...model, properties: { ...model.properties, BatchSize: 0 } }),
      {
        name: 'StartFailure',
        message: /^The settings of the event source mapping are refused: BatchSize [^\n]+\.$/,
      },
    );
  });
});
