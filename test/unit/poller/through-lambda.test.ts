import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { listTenants } from '../../../poller/list-tenants.ts';
import { throughLambda } from '../../../poller/through-lambda.ts';

const configuration = {
  functions: {
    consumer: { name: 'tidegate-dev-consumer', handler: 'c.handler', timeout: 60 },
    tenants: { name: 'tidegate-dev-tenants', handler: 't.handler' },
  },
};
const { signal } = new AbortController();

describe('functions that are called through Lambda', () => {
  it('are called by their deployed names, and answer', async () => {
    const calls = lambda({ Payload: '{"batchItemFailures":[]}' });

    const result = await calls.invoke('consumer', { records: {} }, { signal });

    assert.deepEqual(result, { kind: 'success', payload: { batchItemFailures: [] } });
    assert.deepEqual(calls.inputs, [
      { FunctionName: 'tidegate-dev-consumer', Payload: '{"records":{}}' },
    ]);
  });

  it('have failed when Lambda says so, are throttled, or were not reached', async () => {
    const failed = lambda({ FunctionError: 'Unhandled', Payload: '{"errorType":"Error"}' });
    const throttled = lambda(new TooManyRequestsException({ message: 'slow down', $metadata: {} }));
    const unreachable = lambda(new Error('no route'));

    assert.equal((await failed.invoke('consumer', {}, { signal })).kind, 'function-error');
    assert.equal((await throttled.invoke('consumer', {}, { signal })).kind, 'throttled');
    await assert.rejects(unreachable.invoke('consumer', {}, { signal }), /no route/);
  });

  it('must be in serverless.yml', async () => {
    await assert.rejects(lambda({}).invoke('other', {}, { signal }), /functions\.other/);
  });
});

describe("the registry's tenants", () => {
  it('are those that the function names; anything else is no list', async () => {
    const told = (Payload: string) => listTenants(lambda({ Payload }), signal);

    assert.deepEqual(await told('{"tenants":["acme"]}'), ['acme']);
    await assert.rejects(told('null'), /no list of tenants/);
    await assert.rejects(told('{"tenants":[1]}'), /no list of tenants/);
    await assert.rejects(
      listTenants(lambda({ FunctionError: 'Unhandled', Payload: '{}' }), signal),
      /function-error/,
    );
  });
});

type Answer = { readonly FunctionError?: string; readonly Payload?: string };

function lambda(answer: Answer | Error) {
  const inputs: unknown[] = [];
  const client = new LambdaClient({ region: 'eu-west-1' });
  client.send = async (command: { readonly input: unknown }) => {
    inputs.push(command.input);
    if (answer instanceof Error) throw answer;
    const { Payload } = answer;
    return { ...answer, Payload: { transformToString: () => Payload ?? '' } };
  };
  return { ...throughLambda({ folder: '.', configuration }, client), inputs };
}
