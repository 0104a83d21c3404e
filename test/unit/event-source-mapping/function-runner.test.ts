import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, describe, it } from 'node:test';
import { runFunction } from '../../../event-source-mapping/serverless/function-runner.ts';

const FOLDER = join(import.meta.dirname, '../../support/kafka-service');
const EVENT = { records: {} };
const WAITING = { signal: new AbortController().signal };

describe('a function of the command', () => {
  it('runs with its own environment, name and deadline', async (t) => {
    const result = await runnerOf(t, 'reflects').invoke(EVENT, WAITING);

    const payload = { name: 'fn', greeting: 'hello', isPositive: true };
    assert.deepEqual(result, { kind: 'success', payload });
  });

  it('fails with what it throws', async (t) => {
    const value = Buffer.from('{"is":"fails"}').toString('base64');
    const record = { topic: 't', partition: 0, offset: 0, timestamp: 0, headers: [], value };
    const event = { records: { 't-0': [{ ...record, timestampType: 'CREATE_TIME' as const }] } };

    const result = await runnerOf(t, 'orders').invoke(event, WAITING);

    assert.deepEqual(describeFailure(result), ['Error', 'as it was told']);
  });

  it('fails when it takes too long, and is started anew', async (t) => {
    const runner = runnerOf(t, 'raw', 0.2);

    const results = [await runner.invoke(EVENT, WAITING), await runner.invoke(EVENT, WAITING)];

    assert.deepEqual(results.map(describeFailure), [
      [undefined, 'Task timed out after 0.20 seconds'],
      [undefined, 'Task timed out after 0.20 seconds'],
    ]);
  });

  it('fails when its process ends', async (t) => {
    const result = await runnerOf(t, 'exits').invoke(EVENT, WAITING);

    assert.deepEqual(describeFailure(result), [
      'Runtime.ExitError',
      'Runtime exited with error: exit status 3',
    ]);
  });

  it('fails when it throws where nobody waits', async (t) => {
    const result = await runnerOf(t, 'throwsLater').invoke(EVENT, WAITING);

    assert.deepEqual(describeFailure(result), ['TypeError', 'too late']);
  });

  it('fails when there is no such handler, and names it', async (t) => {
    const result = await runnerOf(t, 'nobody').invoke(EVENT, WAITING);

    assert.match(String(describeFailure(result)[1]), /nobody is undefined or not exported/);
  });

  it('ends when the mapping no longer waits', async (t) => {
    const result = await runnerOf(t, 'raw').invoke(EVENT, { signal: AbortSignal.abort() });

    assert.equal(result.kind, 'function-error');
  });
});

function runnerOf(t: TestContext, name: string, timeoutSeconds = 30) {
  const environment = { GREETING: 'hello', SUFFIX: '!' };
  const model = { handler: `handlers.${name}`, timeoutSeconds, environment };
  const runner = runFunction('fn', FOLDER, model);
  t.after(runner.stop);
  return runner;
}

function describeFailure(result: object): readonly unknown[] {
  const { payload } = result as { readonly payload?: Readonly<Record<string, unknown>> };
  return [payload?.['errorType'], payload?.['errorMessage']];
}
