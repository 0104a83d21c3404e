import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { desiredRole } from '../../../../../cli/doctor/account/desired-roles.ts';
import { resourcePattern } from '../../../../../cli/doctor/account/resource-pattern.ts';
import { roleFindings } from '../../../../../cli/doctor/account/roles.ts';
import { permissionsOf } from '../../../../../lib/drivers/iam/role-permissions.ts';
import { deployment } from '../../../../support/deployments.ts';
import { told } from '../../../../support/findings.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:1:table/tidegate-RegistryTable-A1';
const OTHER_TABLE = 'arn:aws:dynamodb:eu-west-1:1:table/tidegate-StateTable-B2';
const LOGS = 'arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/tidegate-dev-ingest:*';
const PARTITION = 'arn:${AWS::Partition}';

describe('the role of a function', () => {
  const policy = {
    Statement: [
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query', 'dynamodb:UpdateItem'],
        Resource: arnOf('RegistryTable'),
      },
      { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: arnOf('StateTable') },
      { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: arnOf('IngestLogGroup') },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::Sub': `${PARTITION}:kms:\${AWS::Region}:\${AWS::AccountId}:key/*` },
      },
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['/', [arnOf('TruststoreBucket'), 'truststore.pem']] },
      },
      { Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' },
    ],
  };
  const desired = { permissions: permissionsOf([policy], resourcePattern), attached: 1 };
  const permissions = new Map<string, readonly string[]>([
    ['dynamodb:Query', [TABLE]],
    ['dynamodb:UpdateItem', [TABLE, OTHER_TABLE]],
    ['logs:PutLogEvents', [LOGS]],
    ['kms:Decrypt', ['arn:aws:kms:eu-west-1:1:key/*']],
    ['s3:GetObject', ['arn:aws:s3:::tidegate-truststore/truststore.pem']],
    ['ec2:DescribeVpcs', ['*']],
  ]);
  const actual = { permissions, attached: ['arn:aws:iam::1:policy/vpc'] };
  const changed = (action: string, ...resources: readonly string[]) => ({
    ...actual,
    permissions: new Map([...permissions, [action, resources] as const]),
  });

  test('is right when it allows what the template does', () => {
    assert.deepEqual(roleFindings('ingest', desired, actual), []);
  });

  for (const [what, role, sentence] of [
    ['is missing', undefined, /^error role of ingest: does not exist/],
    [
      'allows too little',
      {
        ...actual,
        permissions: new Map([...permissions].filter(([name]) => name !== 'dynamodb:Query')),
      },
      /^error role of ingest: does not allow dynamodb:Query: these calls fail/,
    ],
    [
      'allows more',
      changed('dynamodb:*', TABLE),
      /^warning role of ingest: allows dynamodb:\*, which the template does not/,
    ],
    [
      'allows an action on one of two tables',
      changed('dynamodb:UpdateItem', OTHER_TABLE),
      /^error role of ingest: allows dynamodb:UpdateItem \(1 of 2\) of the template's resources only/,
    ],
    [
      'allows an action on everything',
      changed('dynamodb:Query', '*'),
      /^warning role of ingest: allows dynamodb:Query on \*, which the template does not$/m,
    ],
    [
      'allows an action on one thing more',
      changed('dynamodb:Query', TABLE, OTHER_TABLE),
      /^warning role of ingest: allows dynamodb:Query on \S+StateTable-B2, which the template does not/,
    ],
    [
      'allows an action on whatever there is beside',
      changed('s3:GetObject', 'arn:aws:s3:::tidegate-truststore/*'),
      /^warning role of ingest: allows s3:GetObject on arn:aws:s3:::tidegate-truststore\/\*, which/,
    ],
    [
      'has another policy attached',
      { ...actual, attached: [...actual.attached, 'arn:aws:iam::aws:policy/AdministratorAccess'] },
      /^warning role of ingest: has 2 policies attached, and 1 .*AdministratorAccess/,
    ],
  ] as const) {
    test(`is wrong when it ${what}`, () => {
      assert.match(roleFindings('ingest', desired, role).map(told).join('\n'), sentence);
    });
  }

  test('is what the template says in the role itself and in policies for it', () => {
    const resources = {
      IngestRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [statement(['a:One', 'a:Two'])],
          ManagedPolicyArns: [{ Ref: 'X' }],
        },
      },
      Extra: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: [{ Ref: 'IngestRole' }], ...statement('a:Three') },
      },
      Other: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: [{ Ref: 'OtherRole' }], ...statement('a:Four') },
      },
    };

    const role = desiredRole(deployment({ resources }), 'IngestRole');

    assert.deepEqual([...role.permissions.keys()], ['a:One', 'a:Two', 'a:Three']);
    assert.equal(role.attached, 1);
  });
});

function arnOf(name: string) {
  return { 'Fn::GetAtt': [name, 'Arn'] };
}

function statement(action: unknown) {
  return { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } };
}
