import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canaryOf, type Resources } from '../../../deploy/canary/add-canary.ts';
import { canary } from '../../../deploy/canary/canary.ts';
import { alarmsOf } from '../../../deploy/monitoring/alarms.ts';
import { contextOf } from '../../support/deployed/variable-context.ts';

const arnOf = (name: string) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });

/** As osls makes them. */
const TEMPLATE: Resources = Object.fromEntries(
  ['Ingest', 'Registry', 'Consumer'].flatMap((name) => [
    [`${name}LambdaVersionAbC`, { Type: 'AWS::Lambda::Version', Properties: {} }],
    [
      `${name}Integration`,
      { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: arnOf(name) } },
    ],
    [
      `${name}Permission`,
      { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: arnOf(name) } },
    ],
  ]),
);

describe('a canary deployment', () => {
  const resources = canaryOf(TEMPLATE);

  it('moves an alias to the new version by CodeDeploy', () => {
    const { Properties, UpdatePolicy } = resources['IngestAlias'] ?? {};

    assert.deepEqual(Properties?.['FunctionVersion'], {
      'Fn::GetAtt': ['IngestLambdaVersionAbC', 'Version'],
    });
    assert.deepEqual(UpdatePolicy, {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'CanaryApplication' },
        DeploymentGroupName: { Ref: 'IngestCanary' },
      },
    });
  });

  it('has the gateways invoke the alias, and lets them', () => {
    assert.deepEqual(resources['IngestIntegration']?.Properties['IntegrationUri'], {
      Ref: 'IngestAlias',
    });
    assert.deepEqual(resources['RegistryPermission']?.Properties['FunctionName'], {
      Ref: 'RegistryAlias',
    });
  });

  it('leaves the consumer alone: a mapping that moves to another name begins anew', () => {
    assert.deepEqual(
      Object.keys(resources).filter((id) => id.startsWith('Consumer')),
      [],
    );
  });

  it('goes back when one of the alarms is raised, which there are', () => {
    const deployment = { prefix: 'p', namespace: 'n', clusterArn: 'a/b/c', connectionBudget: 1 };
    const known = new Set(Object.keys(alarmsOf(deployment)).map((name) => `${name}Alarm`));

    for (const name of ['IngestCanary', 'RegistryCanary']) {
      const { AlarmConfiguration: configuration } = resources[name]?.Properties ?? {};
      const { Alarms } = configuration as { Alarms: { Name: { Ref: string } }[] };
      assert.ok(Alarms.length > 0);
      assert.ok(Alarms.every(({ Name: { Ref } }) => known.has(Ref)));
    }
  });

  it('is not made of a template in which nothing invokes the function', () => {
    const { IngestPermission: _removed, ...rest } = TEMPLATE;

    assert.throws(() => canaryOf(rest), /^Error: no gateway invokes Ingest$/);
  });
});

describe('CANARY', () => {
  it('is on in prod, and off elsewhere', async () => {
    assert.equal(await canary(contextOf({ 'self:provider.stage': 'prod' })), 'on');
    assert.equal(await canary(contextOf({ 'self:provider.stage': 'dev' })), 'off');
  });

  it('goes off with the alarms', async () => {
    const context = contextOf({ 'self:provider.stage': 'prod', 'env:ALARMS': 'off' });

    assert.equal(await canary(context), 'off');
  });

  it('cannot be had without them', async () => {
    const context = contextOf({ 'self:provider.stage': 'dev', 'env:CANARY': 'on' });

    await assert.rejects(canary(context), /^Error: CANARY=on needs ALARMS=on$/);
  });
});
