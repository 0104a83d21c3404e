import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTopic, produce, start } from '../support/event-source-mapping.ts';
import { until } from '../support/until.ts';
import { uniqueTopic } from '../support/kafka.ts';

const FAILED = { kind: 'function-error', payload: { errorType: 'Error' } } as const;

function to(topic: string) {
  return {
    MaximumRetryAttempts: 1,
    ProvisionedPollerConfig: { MinimumPollers: 1 },
    DestinationConfig: { OnFailure: { Destination: `kafka://${topic}` } },
  };
}

describe('a topic of Kafka as failure destination', () => {
  it('receives each record that failed too often, under its key, and the mapping goes on', async (t) => {
    const [topic, failures] = [await newTopic(t), await newTopic(t)];
    const mapping = start(t, topic, { settings: to(failures), invoke: () => FAILED });
    await produce(t, topic, [{ key: 'k', value: 'a' }, { value: 'b' }]);
    await until(() => mapping.committed(0) === 2);

    const destination = start(t, failures);
    await until(() => destination.records().length === 2);

    const letters = destination.values().map((value) => JSON.parse(value));
    assert.deepEqual(
      letters.map(({ payload }) => payload.records[`${topic}-0`][0].value),
      ['a', 'b'].map((value) => Buffer.from(value).toString('base64')),
    );
    assert.deepEqual(
      letters.map(({ requestContext }) => requestContext.condition),
      ['RetriesExhausted', 'RetriesExhausted'],
    );
    assert.equal(letters[0].requestContext.approximateInvokeCount, 2);
    const [first, second] = destination.records();
    assert.deepEqual([first?.key, second?.key], [Buffer.from('k').toString('base64'), undefined]);
  });

  it('is not made by writing to it: what it cannot take is dropped, and the mapping goes on', async (t) => {
    const topic = await newTopic(t);
    const mapping = start(t, topic, {
      settings: { ...to(uniqueTopic()), MaximumRetryAttempts: 0 },
      invoke: () => FAILED,
    });

    await produce(t, topic, [{ value: 'a' }]);
    await until(() => mapping.committed(0) === 1);

    assert.ok(mapping.saw('dropped'));
  });
});
