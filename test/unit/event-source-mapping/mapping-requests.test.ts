import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMappingSettings } from '../../../event-source-mapping/index.ts';
import { functionModel } from '../../../event-source-mapping/serverless/function-models.ts';
import { mappingRequests } from '../../../event-source-mapping/serverless/mapping-requests.ts';
import { ServiceError } from '../../../event-source-mapping/serverless/read-service.ts';

const ARN = 'arn:aws:kafka:eu-west-1:123456789012:cluster/MyCluster/0-0';

describe('the Kafka triggers of a serverless.yml', () => {
  it('are the msk events, under the names and with the defaults that osls gives them', () => {
    const msk = { arn: ARN, topic: 'hono.event.a', batchSize: 7, maximumBatchingWindow: 0 };

    const [mapping] = mappingRequests({ functions: { 'my-fn': { events: [{ msk }] } } });

    assert.deepEqual(mapping, {
      logicalId: 'MyDashfnEventSourceMappingMSKMyClusterHonoeventa',
      functionName: 'my-fn',
      request: {
        Topics: ['hono.event.a'],
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 7,
        EventSourceArn: ARN,
        FunctionName: 'my-fn',
      },
    });
  });

  it('are the kafka events, with filters, pollers and failure destination', () => {
    const kafka = {
      topic: 'orders',
      bootstrapServers: ['b:9092'],
      accessConfigurations: {},
      startingPosition: 'AT_TIMESTAMP',
      startingPositionTimestamp: 10,
      consumerGroupId: 'g',
      enabled: false,
      filterPatterns: [{ value: { kind: ['order'] } }],
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 2 },
      onFailureDestination: 'arn:aws:sqs:eu-west-1:1:q',
    };

    const [mapping] = mappingRequests({ functions: { fn: { events: [{ kafka }, { http: {} }] } } });

    assert.equal(mapping?.logicalId, 'FnEventSourceMappingKafkaOrders');
    const settings = parseMappingSettings(mapping?.request);
    assert.equal(settings.Enabled, false);
    assert.equal(settings.StartingPositionTimestamp, 10);
    assert.deepEqual(settings.FilterCriteria?.Filters, [
      { Pattern: '{"value":{"kind":["order"]}}' },
    ]);
    assert.deepEqual(settings.ProvisionedPollerConfig, { MinimumPollers: 1, MaximumPollers: 2 });
    assert.equal(settings.DestinationConfig?.OnFailure.Destination, 'arn:aws:sqs:eu-west-1:1:q');
    assert.equal(settings.EventSourceArn, undefined);
  });

  it('have what the extensions of their resources say', () => {
    const msk = { arn: { Ref: 'Cluster' }, topic: 'orders' };

    const [mapping] = mappingRequests({
      functions: { fn: { events: [{ msk }] } },
      resources: {
        extensions: {
          FnEventSourceMappingMSKClusterOrders: { Properties: { MaximumRetryAttempts: 5 } },
        },
      },
    });

    const settings = parseMappingSettings(mapping?.request, { consumerGroupId: 'g' });
    assert.equal(settings.MaximumRetryAttempts, 5);
    assert.match(settings.EventSourceArn ?? '', /^arn:aws:kafka:.*cluster\/local/);
  });

  it('are the resources of that type which have a topic, their references resolved', () => {
    const mappings = mappingRequests({
      functions: { fn: { handler: 'a.b' } },
      resources: {
        Resources: {
          Letters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
          Stream: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: 'x' } },
          Raw: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              FunctionName: { 'Fn::GetAtt': ['FnLambdaFunction', 'Arn'] },
              Topics: ['raw'],
              StartingPosition: 'LATEST',
              DestinationConfig: {
                OnFailure: { Destination: { 'Fn::GetAtt': 'Letters.Arn' } },
              },
            },
          },
        },
      },
    });

    assert.deepEqual(
      mappings.map(({ logicalId, functionName }) => [logicalId, functionName]),
      [['Raw', 'fn']],
    );
    assert.deepEqual(mappings[0]?.request['DestinationConfig'], {
      OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:letters' },
    });
  });

  it('are refused when their function is not one of the service', () => {
    const Properties = { FunctionName: { Ref: 'Other' }, Topics: ['t'] };
    const Raw = { Type: 'AWS::Lambda::EventSourceMapping', Properties };

    assert.throws(
      () => mappingRequests({ resources: { Resources: { Raw } } }),
      new ServiceError('Raw names no function of the service: Other'),
    );
  });

  it('are none without functions', () => {
    assert.deepEqual(mappingRequests({}), []);
  });
});

describe('a function of a serverless.yml', () => {
  it('has its own time-out and environment over the provider’s, and texts alone', () => {
    const model = functionModel(
      {
        provider: { timeout: 20, environment: { A: 'provider', B: 1 } },
        functions: {
          fn: { handler: 'src/fn.handler', environment: { A: 'own', C: { Ref: 'T' } } },
        },
      },
      'fn',
    );

    assert.deepEqual(model, {
      handler: 'src/fn.handler',
      timeoutSeconds: 20,
      environment: { A: 'own', B: '1' },
    });
  });

  it('must have a handler', () => {
    assert.throws(
      () => functionModel({ functions: { fn: {} } }, 'fn'),
      new ServiceError('functions.fn.handler must be a text'),
    );
  });
});
