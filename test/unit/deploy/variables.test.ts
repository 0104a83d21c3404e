import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authenticationRequired, managementAuthorization } from '../../../deploy/guards.ts';
import { mappingSettings } from '../../../deploy/mapping-settings.ts';
import { vpc } from '../../../deploy/network/network.ts';

const settings = {
  function: 'consumer',
  topic: 'hono.event.{tenant}',
  consumerGroup: 'tidegate.{tenant}',
  properties: { BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] },
};

/** What osls would resolve; the fallback of a variable stands after its comma. */
function given(values: Readonly<Record<string, unknown>>) {
  const known: Readonly<Record<string, unknown>> = {
    'self:provider.stage': 'dev',
    'self:custom.eventSourceMapping': settings,
    ...values,
  };
  return {
    resolveVariable: async (variable: string) => {
      const [name = '', fallback] = variable.split(', ');
      return known[name] ?? fallback?.slice(1, -1);
    },
  };
}

describe('MANAGEMENT_AUTHORIZATION', () => {
  it('leaves strangers to the function, or to API Gateway', async () => {
    const iam = { 'env:MANAGEMENT_AUTHORIZATION': 'iam' };

    assert.equal(await managementAuthorization(given({})), 'NONE');
    assert.equal(await managementAuthorization(given(iam)), 'AWS_IAM');
  });

  it('takes nothing else', async () => {
    const none = given({ 'env:MANAGEMENT_AUTHORIZATION': 'none' });

    await assert.rejects(managementAuthorization(none), /takes function or iam, not none/);
  });
});

describe('AUTHENTICATION_REQUIRED', () => {
  it('is true unless said', async () => {
    assert.equal(await authenticationRequired(given({})), 'true');
  });

  it('may be false outside of production', async () => {
    assert.equal(
      await authenticationRequired(given({ 'env:AUTHENTICATION_REQUIRED': 'false' })),
      'false',
    );
  });

  it('is not false in stage prod', async () => {
    const context = given({
      'env:AUTHENTICATION_REQUIRED': 'false',
      'self:provider.stage': 'prod',
    });

    await assert.rejects(authenticationRequired(context), /stage prod refuses/);
  });

  for (const value of ['FALSE', 'no', '0', ' true']) {
    it(`is not ${JSON.stringify(value)}`, async () => {
      await assert.rejects(
        authenticationRequired(given({ 'env:AUTHENTICATION_REQUIRED': value })),
        /exactly true or false/,
      );
    });
  }
});

describe('the network of the functions', () => {
  it('is none unless said', async () => {
    assert.equal(await vpc(given({})), null);
  });

  it('has subnets and security groups', async () => {
    const context = given({
      'env:SUBNET_IDS': 'subnet-1, subnet-2',
      'env:SECURITY_GROUP_IDS': 'sg-1',
    });

    assert.deepEqual(await vpc(context), {
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupIds: ['sg-1'],
    });
  });

  it('is not half said', async () => {
    await assert.rejects(vpc(given({ 'env:SUBNET_IDS': 'subnet-1' })), /together or not at all/);
  });
});

describe('the settings of the event source mapping', () => {
  it('are given to a function as they stand in their file', async () => {
    const { topic, consumerGroup, properties } = settings;

    assert.deepEqual(JSON.parse(await mappingSettings(given({}))), {
      topic,
      consumerGroup,
      properties,
    });
  });
});
