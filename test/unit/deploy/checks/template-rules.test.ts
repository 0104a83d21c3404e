import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenRules } from '../../../../deploy/checks/template-rules.ts';

type Members = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Members }>>;

const SETTINGS = { properties: { FunctionResponseTypes: ['ReportBatchItemFailures'] } };

const functionOf = (name: string, Timeout: number, Variables: Members = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
    MemorySize: 256,
    Timeout,
    ReservedConcurrentExecutions: 5,
    Environment: { Variables },
  },
});

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  Properties: {
    DeletionProtectionEnabled: true,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  },
};

const GOOD = {
  IngestLambdaFunction: functionOf('Ingest', 29, { AUTHENTICATION_REQUIRED: 'true' }),
  ConsumerLambdaFunction: functionOf('Consumer', 60, { PARTIAL_BATCH_FAILURES: 'true' }),
  ReconcilerLambdaFunction: functionOf('Reconciler', 300, {
    EVENT_SOURCE_MAPPING: JSON.stringify(SETTINGS),
  }),
  IngestAlias: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'IngestLambdaFunction' } },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { TimeoutInMillis: 30_000, IntegrationUri: { Ref: 'IngestAlias' } },
  },
  Table: TABLE,
  LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
} satisfies Resources;

const roleWith = (Action: string, Resource: unknown = 'arn:aws:s3:::one') => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] } }],
    },
  },
});

function brokenBy(changes: Resources, stage = 'prod'): string[] {
  return brokenRules({ Resources: { ...GOOD, ...changes } }, stage);
}

const BROKEN: readonly [what: string, changes: Resources, sentence: string][] = [
  [
    'two functions share a role',
    { OtherLambdaFunction: functionOf('Ingest', 5) },
    'two functions have the same role',
  ],
  [
    'a function has no bounds',
    {
      OtherLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: { MemorySize: 1, ReservedConcurrentExecutions: 1 },
      },
    },
    'OtherLambdaFunction has no Timeout',
  ],
  [
    'a function outlives the gateway that waits for it, by whatever alias',
    { IngestLambdaFunction: functionOf('Ingest', 30, { AUTHENTICATION_REQUIRED: 'true' }) },
    'Integration does not wait for as long as IngestLambdaFunction may run',
  ],
  [
    'the consumer outlives what a mapping allows',
    { ConsumerLambdaFunction: functionOf('Consumer', 900, { PARTIAL_BATCH_FAILURES: 'true' }) },
    'the consumer may run longer than a mapping lets it',
  ],
  ['a role allows a family of actions', roleWith('s3:Get*'), 'Role may do s3:Get*'],
  [
    'a role allows an action everywhere',
    roleWith('s3:GetObject', '*'),
    'Role may do s3:GetObject to everything',
  ],
  [
    'the consumer does not know that its mapping takes partial failures',
    { ConsumerLambdaFunction: functionOf('Consumer', 60) },
    'mapping and consumer do not agree on partial failures',
  ],
  [
    'a table cannot be restored',
    {
      Table: {
        ...TABLE,
        Properties: { ...TABLE.Properties, PointInTimeRecoverySpecification: {} },
      },
    },
    'Table cannot be restored',
  ],
  [
    'logs are kept for ever',
    { LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: {} } },
    'LogGroup keeps logs for ever',
  ],
  [
    'anybody may upload in prod',
    { IngestLambdaFunction: functionOf('Ingest', 29, { AUTHENTICATION_REQUIRED: 'false' }) },
    'ingest takes uploads of anybody',
  ],
  [
    'a table may be deleted in prod',
    { Table: { ...TABLE, Properties: { ...TABLE.Properties, DeletionProtectionEnabled: false } } },
    'Table may be deleted',
  ],
  [
    'nothing raises an alarm in prod',
    { Alarm: { Type: 'AWS::SNS::Topic', Properties: {} } },
    'nothing raises an alarm',
  ],
];

describe('the rules of a template', () => {
  it('have nothing against a good one', () => {
    assert.deepEqual(brokenBy({}), []);
  });

  for (const [what, changes, sentence] of BROKEN) {
    it(`object when ${what}`, () => {
      assert.deepEqual(brokenBy(changes), [sentence]);
    });
  }

  it('ask for the protection of prod in prod alone', () => {
    const [, open] = BROKEN.find(([what]) => what.startsWith('anybody')) ?? [];

    assert.deepEqual(brokenBy(open ?? {}, 'dev'), []);
  });

  it('take a permission without a resource where IAM knows none', () => {
    assert.deepEqual(brokenBy(roleWith('lambda:ListEventSourceMappings', '*')), []);
  });
});
