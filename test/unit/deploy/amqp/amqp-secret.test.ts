import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amqpSecret } from '../../../../deploy/amqp/amqp-secret.ts';

const readable = async (address: string, broker = '') =>
  JSON.stringify(
    await amqpSecret({
      resolveVariable: async (variable) => (variable.startsWith('env:MQ_') ? broker : address),
    }),
  );

describe('the secret of the AMQP 1.0 messaging network', () => {
  for (const address of ['', 'file:/somewhere/secret.json']) {
    it(`needs no permission when it is ${JSON.stringify(address)}`, async () => {
      assert.equal(await readable(address), '{"Resources":{}}');
    });
  }

  it('is the only one that the functions may read', async () => {
    const named = await readable('amqp/tidegate');
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:amqp/tidegate-a1b2c3';

    assert.match(named, /"Action":"secretsmanager:GetSecretValue"/);
    assert.match(named, /"Resource":\{"Fn::Sub":"arn:[^"*]+:secret:amqp\/tidegate-\?{6}"\}/);
    assert.ok((await readable(arn)).includes(`"Resource":"${arn}"`));
  });

  it('is the bridge’s too when there is one', async () => {
    assert.doesNotMatch(await readable('amqp/tidegate'), /BridgeRole/);
    assert.match(await readable('amqp/tidegate', 'arn'), /"Roles":\[.*"Ref":"BridgeRole"/);
  });

  it('is refused, and not repeated, when it is no address', async () => {
    const failure = await readable('{"password":"hush"}').catch(String);

    assert.match(failure, /AMQP_SECRET takes/);
    assert.doesNotMatch(failure, /hush/);
  });
});
