import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { desiredRole } from '../../../../../cli/doctor/account/desired-roles.ts';
import { roleFindings } from '../../../../../cli/doctor/account/roles.ts';
import { deployment } from '../../../../support/deployments.ts';
import { told } from '../../../../support/findings.ts';

describe('the role of a function', () => {
  const desired = { actions: new Set(['dynamodb:GetItem', 'dynamodb:Query']), attached: 1 };
  const actual = { actions: desired.actions, attached: ['arn:aws:iam::1:policy/vpc'] };

  test('is right when it allows what the template does', () => {
    assert.deepEqual(roleFindings('ingest', desired, actual), []);
  });

  for (const [what, role, sentence] of [
    ['is missing', undefined, /^error role of ingest: does not exist/],
    [
      'allows too little',
      { ...actual, actions: new Set(['dynamodb:GetItem']) },
      /^error role of ingest: does not allow dynamodb:Query: these calls fail/,
    ],
    [
      'allows more',
      { ...actual, actions: new Set([...desired.actions, 'dynamodb:*']) },
      /^warning role of ingest: allows dynamodb:\*, which the template does not/,
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

    assert.deepEqual(desiredRole(deployment({ resources }), 'IngestRole'), {
      actions: new Set(['a:One', 'a:Two', 'a:Three']),
      attached: 1,
    });
  });
});

function statement(action: unknown) {
  return { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action }] } };
}
