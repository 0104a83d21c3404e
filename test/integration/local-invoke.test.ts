import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { startLocalCloud } from '../../local/cloud.ts';
import { testDynamoDbEndpoint } from '../support/dynamodb.ts';
import { testBrokers } from '../support/kafka.ts';
import { localLambdaClient } from '../support/local-lambda-api.ts';
import { type Scope, suiteScope } from '../support/scope.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const OBEDIENT = 'local-service-dev-obedient';

describe('Lambda’s Invoke in a local cloud', () => {
  const suite = suiteScope();
  let invoke: Awaited<ReturnType<typeof invokingACloud>>;
  before(async () => {
    invoke = await invokingACloud(suite);
  });

  it('answers what the function answers', async () => {
    const answer = await invoke(OBEDIENT, { do: 'answer', answer: [1, 'two'] });
    const nothing = await invoke(OBEDIENT, { do: 'answer' });

    assert.deepEqual(answer, { status: 200, error: undefined, payload: [1, 'two'] });
    assert.deepEqual(nothing, { status: 200, error: undefined, payload: null });
  });

  it('takes the function’s ARN, and an event without contents', async () => {
    const { payload } = await invoke(
      `arn:aws:lambda:eu-west-1:000000000000:function:${OBEDIENT}`,
      undefined,
    );

    assert.deepEqual((payload as { readonly event: object }).event, {});
  });

  it('says that the function has failed', async () => {
    const { status, error, payload } = await invoke(OBEDIENT, { do: 'throw' });

    assert.deepEqual([status, error], [200, 'Unhandled']);
    assert.equal((payload as { readonly errorType: string }).errorType, 'RangeError');
  });

  it('refuses a function that there is not, and an invocation that nobody waits for', async () => {
    await assert.rejects(invoke('other', {}), { name: 'ResourceNotFoundException' });
    await assert.rejects(invoke(OBEDIENT, {}, { InvocationType: 'Event' }), {
      name: 'InvalidParameterValueException',
      message: 'InvocationType is Event; only RequestResponse is known here',
    });
  });
});

async function invokingACloud(suite: Scope) {
  const { controlPlane, stop } = await startLocalCloud({
    serviceDir: join(import.meta.dirname, '../support/local-service'),
    dataDir: temporaryFolder(),
    brokers: testBrokers(),
    dynamoDbEndpoint: testDynamoDbEndpoint(),
  });
  suite.after(stop);
  const client = localLambdaClient(controlPlane);
  suite.after(() => client.destroy());
  return async (FunctionName: string, event: unknown, input: Partial<InvokeCommandInput> = {}) => {
    const Payload = event === undefined ? {} : { Payload: JSON.stringify(event) };
    const answer = await client.send(new InvokeCommand({ FunctionName, ...Payload, ...input }));
    return {
      status: answer.StatusCode,
      error: answer.FunctionError,
      payload: JSON.parse(answer.Payload?.transformToString() ?? '') as unknown,
    };
  };
}
