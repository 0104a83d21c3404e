import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import type { Topic, TopicAdmin, TopicRemoval } from '../../lib/onboarding/topic-admin.ts';
import { until } from '../support/until.ts';

export type TopicsUnderTest = {
  readonly topics: TopicAdmin & TopicRemoval;
  /** A setting of a topic as it is stored; undefined where the driver keeps none. */
  readonly settingOf?: (topic: string, name: string) => Promise<string | undefined>;
};

/** What every driver that makes topics does. */
export function topicAdminContract(
  driver: string,
  open: (t: TestContext) => Promise<TopicsUnderTest>,
): void {
  describe(`topic admin (${driver})`, () => {
    test('makes topics with their partitions and settings', async (t) => {
      const { topics, settingOf } = await open(t);
      const event = topic({ partitions: 2 });
      const letters = topic({ config: { 'max.message.bytes': '2097152', 'retention.ms': '1000' } });

      await topics.create([event, letters]);

      await until(async () => (await topics.list()).has(letters.name));
      assert.equal((await topics.list()).get(event.name), 2);
      if (settingOf) {
        assert.equal(await settingOf(letters.name, 'max.message.bytes'), '2097152');
        assert.equal(await settingOf(letters.name, 'retention.ms'), '1000');
      }
    });

    test('leaves a topic alone that exists, and makes the others', async (t) => {
      const { topics } = await open(t);
      const existing = topic({ partitions: 2 });
      const missing = topic();
      await topics.create([existing]);

      await topics.create([{ ...existing, partitions: 5 }, missing]);

      await until(async () => (await topics.list()).has(missing.name));
      assert.equal((await topics.list()).get(existing.name), 2);
    });

    test('of several that make a topic none fails', async (t) => {
      const { topics } = await open(t);
      const wanted = topic();

      await Promise.all([1, 2, 3].map(() => topics.create([wanted])));

      await until(async () => (await topics.list()).has(wanted.name));
    });

    test('lets a topic grow', async (t) => {
      const { topics } = await open(t);
      const small = topic({ partitions: 1 });
      await topics.create([small]);

      await topics.growTo(small.name, 3);

      await until(async () => (await topics.list()).get(small.name) === 3);
    });

    test('lets a topic stay as it is that has grown already', async (t) => {
      const { topics } = await open(t);
      const grown = topic({ partitions: 3 });
      await topics.create([grown]);

      await topics.growTo(grown.name, 3);

      assert.equal((await topics.list()).get(grown.name), 3);
    });

    test('fails when it cannot make a topic', async (t) => {
      const { topics } = await open(t);

      await assert.rejects(topics.create([topic({ name: `not/a/topic/${randomUUID()}` })]));
    });

    test('removes topics, also those that are gone', async (t) => {
      const { topics } = await open(t);
      const going = topic();
      const staying = topic();
      await topics.create([going, staying]);

      await topics.remove([going.name, `gone-${randomUUID()}`]);
      await topics.remove([going.name]);

      await until(async () => !(await topics.list()).has(going.name));
      assert.ok((await topics.list()).has(staying.name));
    });
  });
}

function topic(given: Partial<Topic> = {}): Topic {
  return {
    name: `topic-${randomUUID()}`,
    partitions: 1,
    replicationFactor: 1,
    config: {},
    ...given,
  };
}
