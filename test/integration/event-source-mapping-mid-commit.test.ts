import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTopic, produce, start, until } from '../support/event-source-mapping.ts';
import { kafkaAdmin, uniqueTopic } from '../support/kafka.ts';
import { ownKafkaBehindProxy } from '../support/own-kafka.ts';
import { untilAnswered } from '../support/until.ts';

const OFFSET_COMMIT = 8;
const FIRST = ['a', 'b', 'c'];
const LATER = ['d', 'e'];

describe('an event source mapping whose broker is killed in the middle of a commit', () => {
  for (const what of ['request', 'answer'] as const) {
    it(`goes on and loses nothing when the ${what} was on its way`, async (t) => {
      const { kafka, proxy, brokers } = await ownKafkaBehindProxy(t);
      const topic = await newTopic(t, { brokers: kafka.brokers });
      const mapping = start(t, topic, { brokers });
      await until(() => mapping.committed(0) === 0);

      const isCut = proxy.cut(OFFSET_COMMIT, what);
      await produce(t, topic, FIRST.map(toMessage), kafka.brokers);
      await isCut;
      await kafka.kill();
      await kafka.start();
      await produce(t, topic, LATER.map(toMessage), kafka.brokers);
      await until(() => mapping.committed(0) === 5);

      const firsts = [...new Set(mapping.values())];
      assert.deepEqual(firsts, [...FIRST, ...LATER]);
    });

    it(`is followed by one that loses nothing when it dies too and the ${what} was on its way`, async (t) => {
      const { kafka, proxy, brokers } = await ownKafkaBehindProxy(t);
      const topic = await newTopic(t, { brokers: kafka.brokers });
      const settings = { ConsumerGroupId: uniqueTopic('group') };
      const first = start(t, topic, { brokers, settings });
      await until(() => first.committed(0) === 0);
      const isCut = proxy.cut(OFFSET_COMMIT, what);
      await produce(t, topic, FIRST.map(toMessage), kafka.brokers);
      await isCut;
      await kafka.kill();
      await first.mapping.stop();
      await kafka.start();
      const admin = await kafkaAdmin(t, kafka.brokers);
      const { ConsumerGroupId: groupId } = settings;
      const [kept] = await untilAnswered(() => admin.fetchOffsets({ groupId, topics: [topic] }));

      const second = start(t, topic, { brokers, settings });
      await produce(t, topic, LATER.map(toMessage), kafka.brokers);
      await until(() => second.committed(0) === 5);

      const isKept = Number(kept?.partitions[0]?.offset) > 0;
      assert.equal(isKept, what === 'answer');
      assert.deepEqual(second.values(), isKept ? LATER : [...FIRST, ...LATER]);
    });
  }
});

function toMessage(value: string): { readonly value: string } {
  return { value };
}
