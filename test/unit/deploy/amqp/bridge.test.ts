import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bridge, bridgeFunction } from '../../../../deploy/amqp/bridge.ts';

const SETTINGS = {
  MQ_BROKER_ARN:
    'arn:aws:mq:eu-west-1:123456789012:broker:tidegate:b-9bcfa592-423a-4942-879d-eb284b418fc8',
  AMQP_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:amqp/tidegate-a1b2c3',
  BRIDGED_TENANTS: 'acme, Lab.T_1',
};

const resolve = (environment: Readonly<Record<string, string>>) => ({
  resolveVariable: async (variable: string) => {
    const [, name = ''] = /^env:(\w+)/.exec(variable) ?? [];
    return name === '' ? { included: variable } : (environment[name] ?? '');
  },
});

describe('the bridge of Amazon MQ', () => {
  it('is not there unless a broker is named', async () => {
    const context = resolve({ ...SETTINGS, MQ_BROKER_ARN: '' });

    assert.deepEqual(await bridgeFunction(context), {});
    assert.deepEqual(await bridge(context), { Resources: {} });
  });

  it('is a function with a role, and a mapping for each tenant’s queue', async () => {
    const context = resolve(SETTINGS);

    const { BridgeRole, ...mappings } = (await bridge(context)).Resources;

    assert.deepEqual(Object.keys(await bridgeFunction(context)), ['bridge']);
    assert.deepEqual(BridgeRole, { included: 'file(deploy/roles/bridge.yml)' });
    const properties = Object.values(mappings).map(
      (mapping) => (mapping as { Properties: Readonly<Record<string, unknown>> }).Properties,
    );
    assert.deepEqual(
      properties.map(({ Queues }) => Queues),
      [['event/acme'], ['event/Lab.T_1']],
    );
    for (const { EventSourceArn, SourceAccessConfigurations } of properties) {
      assert.equal(EventSourceArn, SETTINGS.MQ_BROKER_ARN);
      assert.deepEqual(SourceAccessConfigurations, [
        { Type: 'BASIC_AUTH', URI: SETTINGS.AMQP_SECRET },
      ]);
    }
    for (const id of Object.keys(mappings)) assert.match(id, /^[A-Za-z0-9]{1,255}$/);
  });

  it('asks for partial answers of no mapping: Amazon MQ knows none', async () => {
    assert.doesNotMatch(JSON.stringify(await bridge(resolve(SETTINGS))), /FunctionResponseTypes/);
  });

  const wrong: Readonly<Record<string, string>> = {
    MQ_BROKER_ARN: 'b-9bcfa592',
    AMQP_SECRET: 'amqp/tidegate',
    BRIDGED_TENANTS: 'acme, no tenant',
  };
  for (const [name, value] of Object.entries(wrong)) {
    it(`is refused with ${name}=${value}`, async () => {
      const context = resolve({ ...SETTINGS, [name]: value });

      await assert.rejects(bridge(context), new RegExp(`${name}.* take|in ${name}`));
    });
  }
});
