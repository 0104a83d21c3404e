import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseService } from '../../../../local/service-model/parse-service.ts';

type Changes = {
  readonly functions?: object;
  readonly resources?: object;
  readonly mapping?: object;
  readonly provider?: object;
};

/** As `osls print` gives it. */
function configuration({ functions, resources, mapping, provider }: Changes = {}) {
  return {
    service: 'service',
    provider: { name: 'aws', stage: 'dev', region: 'eu-west-1', ...provider },
    custom: {
      eventSourceMapping: {
        function: 'consumer',
        topic: 'events.{tenant}',
        consumerGroup: 'group.{tenant}',
        properties: { BatchSize: 10 },
        ...mapping,
      },
    },
    functions: { ...functions },
    resources: { Resources: { ...resources } },
  };
}

const upload = {
  name: 'service-dev-upload',
  handler: 'functions/upload.handler',
  timeout: 10,
  memorySize: 512,
};

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
};

function functionOf(definition: object, resources = {}, provider = {}) {
  const functions = { upload: { ...upload, ...definition } };
  const service = parseService(configuration({ functions, resources, provider }));
  return service.functions.get('upload');
}

describe('a function of serverless.yml', () => {
  it('is read with its limits', () => {
    assert.deepEqual(functionOf({}), {
      name: 'upload',
      deployedName: 'service-dev-upload',
      handler: 'functions/upload.handler',
      timeoutSeconds: 10,
      memoryMb: 512,
      environment: {},
    });
  });

  it('has the limits of the framework when it names none', () => {
    const { timeoutSeconds, memoryMb } =
      functionOf({ timeout: undefined, memorySize: undefined }) ?? {};

    assert.deepEqual([timeoutSeconds, memoryMb], [6, 1024]);
  });

  it('has every variable as text', () => {
    const environment = { TEXT: 'a', NUMBER: 1, FLAG: false };

    assert.deepEqual(functionOf({ environment })?.environment, {
      TEXT: 'a',
      NUMBER: '1',
      FLAG: 'false',
    });
  });

  it('has the variables of all functions, where its own do not say otherwise', () => {
    const common = { LEVEL: 'info', NAME: 'all' };

    const { environment } =
      functionOf({ environment: { NAME: 'own' } }, {}, { environment: common }) ?? {};

    assert.deepEqual(environment, { LEVEL: 'info', NAME: 'own' });
  });

  it('is told the local name of a table that it refers to', () => {
    const environment = {
      NAME: { Ref: 'Notes' },
      ARN: { 'Fn::GetAtt': ['Notes', 'Arn'] },
      SHORT: { 'Fn::GetAtt': 'Notes.Arn' },
    };

    assert.deepEqual(functionOf({ environment }, { Notes: table })?.environment, {
      NAME: 'service-dev-Notes',
      ARN: 'service-dev-Notes',
      SHORT: 'service-dev-Notes',
    });
  });

  it('keeps the name that the template gives a table', () => {
    const named = { ...table, Properties: { ...table.Properties, TableName: 'notes' } };

    assert.deepEqual(
      functionOf({ environment: { NAME: { Ref: 'Notes' } } }, { Notes: named })?.environment,
      { NAME: 'notes' },
    );
  });
});

describe('the routes of serverless.yml', () => {
  const events: [event: unknown, routeKey: string][] = [
    ['*', '$default'],
    ['GET /a/{b}', 'GET /a/{b}'],
    ['get /a', 'GET /a'],
    ['* /a', 'ANY /a'],
    [{ method: 'post', path: '/a' }, 'POST /a'],
    [{ method: '*', path: '/a' }, 'ANY /a'],
  ];
  for (const [httpApi, routeKey] of events) {
    it(`have ${routeKey} for ${JSON.stringify(httpApi)}`, () => {
      const functions = {
        upload: { ...upload, events: [{ schedule: 'rate(1 day)' }, { httpApi }] },
      };

      assert.deepEqual(parseService(configuration({ functions })).routes, [
        { routeKey, functionName: 'upload' },
      ]);
    });
  }

  it('are also those that the template declares itself', () => {
    const resources = {
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationUri: { 'Fn::GetAtt': ['UploadLambdaFunction', 'Arn'] } },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          RouteKey: 'ANY /v1/{proxy+}',
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
        },
      },
    };

    assert.deepEqual(parseService(configuration({ functions: { upload }, resources })).routes, [
      { routeKey: 'ANY /v1/{proxy+}', functionName: 'upload' },
    ]);
  });
});

describe('the tables of serverless.yml', () => {
  it('are read with keys, stream and expiry', () => {
    const Properties = {
      ...table.Properties,
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };

    assert.deepEqual(
      parseService(configuration({ resources: { Notes: { ...table, Properties } } })).tables,
      [
        {
          name: 'service-dev-Notes',
          definition: {
            ...table.Properties,
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
          },
          timeToLiveAttribute: 'expires',
        },
      ],
    );
  });
});

const stream = (arn: unknown, settings = {}) => ({
  functions: {
    upload: {
      ...upload,
      events: [{ httpApi: '*' }, { stream: { type: 'dynamodb', arn, ...settings } }],
    },
  },
  resources: { Notes: table },
});

describe('the streams of serverless.yml', () => {
  it('are told from schedules, which do not run here', () => {
    const events = [{ schedule: 'rate(1 hour)' }];
    const given = configuration({
      functions: { publisher: { handler: 'a.b', name: 'p', events } },
    });

    assert.deepEqual(parseService(given).streams, []);
  });

  it('are those of tables, and of the functions that follow them', () => {
    const arn = { 'Fn::GetAtt': ['Notes', 'StreamArn'] };

    for (const [settings, read] of [
      [{}, { batchSize: 100, filterPatterns: [] }],
      [
        { batchSize: 7, filterPatterns: [{ eventName: ['INSERT'] }] },
        { batchSize: 7, filterPatterns: [{ eventName: ['INSERT'] }] },
      ],
    ] as const) {
      assert.deepEqual(parseService(configuration(stream(arn, settings))).streams, [
        { functionName: 'upload', tableName: 'service-dev-Notes', ...read },
      ]);
    }
  });

  it('are refused with a filter pattern that is none', () => {
    const arn = { 'Fn::GetAtt': ['Notes', 'StreamArn'] };
    const given = configuration(stream(arn, { filterPatterns: [{ eventName: 'INSERT' }] }));

    assert.throws(() => parseService(given), /filterPatterns.*eventName must be a list/);
  });

  it('must be of a table that the template declares', () => {
    for (const arn of [{ 'Fn::GetAtt': 'Other.StreamArn' }, { 'Fn::GetAtt': 'Notes.Arn' }, 'arn']) {
      assert.throws(() => parseService(configuration(stream(arn))), /stream\.arn must be/);
    }
  });
});

describe('the event source mappings of serverless.yml', () => {
  it('share their settings', () => {
    assert.deepEqual(parseService(configuration()).mapping, {
      functionName: 'consumer',
      topic: 'events.{tenant}',
      consumerGroup: 'group.{tenant}',
      properties: { BatchSize: 10 },
    });
  });

  it('are those that the template names', () => {
    const resources = {
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { 'Fn::GetAtt': ['UploadLambdaFunction', 'Arn'] },
          Topics: ['events.a'],
        },
      },
    };

    assert.deepEqual(parseService(configuration({ functions: { upload }, resources })).mappings, [
      { functionName: 'upload', properties: { Topics: ['events.a'] } },
    ]);
  });
});

describe('a serverless.yml that cannot be run', () => {
  const cases: [key: string, changes: Changes][] = [
    ['functions.upload.handler', { functions: { upload: { ...upload, handler: undefined } } }],
    ['functions.upload.timeout', { functions: { upload: { ...upload, timeout: '10' } } }],
    [
      'functions.upload.events[0].httpApi',
      { functions: { upload: { ...upload, events: [{ httpApi: 'GET' }] } } },
    ],
    [
      'functions.upload.environment.A',
      { functions: { upload: { ...upload, environment: { A: { Ref: 'Queue' } } } } },
    ],
    [
      'functions.upload.environment.B',
      { functions: { upload: { ...upload, environment: { B: { 'Fn::Sub': 'x' } } } } },
    ],
    ['custom.eventSourceMapping.topic', { mapping: { topic: 1 } }],
    ['custom.eventSourceMapping.properties', { mapping: { properties: [] } }],
    [
      'resources.Resources.Notes.Properties.KeySchema',
      { resources: { Notes: { ...table, Properties: { ...table.Properties, KeySchema: 'pk' } } } },
    ],
  ];
  for (const [key, changes] of cases) {
    it(`names ${key}`, () => {
      assert.throws(
        () => parseService(configuration(changes)),
        (failure: Error) => {
          assert.equal(failure.name, 'StartFailure');
          return failure.message.startsWith(`serverless.yml.${key} must be`);
        },
      );
    });
  }
});
