import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KafkaEvent } from '../../../event-source-mapping/index.ts';
import {
  startTestTopicGroup,
  type TestTopicGroupOptions,
} from '../../../event-source-mapping/testing/index.ts';

const REQUEST = { StartingPosition: 'TRIM_HORIZON', MaximumBatchingWindowInSeconds: 0 };

describe('a group of topics', () => {
  it('hands out records of one topic at a time', async () => {
    const { group, handed } = await aGroup();
    group.produce('topic-a', { value: '1' }, { value: '2' });
    group.produce('topic-b', { value: '3' });

    await group.read(['topic-a', 'topic-b']);

    assert.deepEqual(handed, [
      ['topic-a', ['1', '2']],
      ['topic-b', ['3']],
    ]);
  });

  it('leaves a topic alone that it does not read any more, and goes on where it was', async () => {
    const { group, handed } = await aGroup();
    group.produce('topic-a', { value: '1' });
    await group.read(['topic-a', 'topic-b']);

    await group.read(['topic-b']);
    group.produce('topic-a', { value: '2' });
    await group.advance(60_000);
    const whileLeftOut = handed.length;
    await group.read(['topic-b', 'topic-a']);

    assert.equal(whileLeftOut, 1);
    assert.deepEqual(handed, [
      ['topic-a', ['1']],
      ['topic-a', ['2']],
    ]);
    assert.equal(group.committed('topic-a', 0), 2);
  });

  it('has no more invocations at a time than it may, of all topics together', async () => {
    let running = 0;
    let most = 0;
    const { group } = await aGroup({ maximumInvocations: 2 }, async (after) => {
      most = Math.max(most, (running += 1));
      await after(100);
      running -= 1;
    });
    for (const topic of ['topic-a', 'topic-b', 'topic-c', 'topic-d'])
      group.produce(topic, { value: '1' });

    await group.read(['topic-a', 'topic-b', 'topic-c', 'topic-d']);
    await group.advance(1_000);

    assert.equal(most, 2);
    assert.deepEqual(
      ['topic-a', 'topic-b', 'topic-c', 'topic-d'].map((topic) => group.committed(topic, 0)),
      [1, 1, 1, 1],
    );
  });
});

type Work = (after: (ms: number) => Promise<void>) => Promise<void>;

async function aGroup(options: TestTopicGroupOptions = {}, work: Work = async () => undefined) {
  const handed: [topic: string, values: string[]][] = [];
  const handle = async ({ records }: KafkaEvent): Promise<null> => {
    for (const group of Object.values(records)) {
      const values = group.map(({ value }) => Buffer.from(value ?? '', 'base64').toString());
      handed.push([group[0]?.topic ?? '', values]);
    }
    await work((ms) => new Promise((resolve) => void group.after(ms, resolve)));
    return null;
  };
  const group = await startTestTopicGroup(REQUEST, handle, options);
  return { group, handed };
}
