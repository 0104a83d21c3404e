import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newTopic, produce, start } from '../support/event-source-mapping.ts';
import { kafkaAdmin, uniqueTopic } from '../support/kafka.ts';
import { type OwnKafka, ownKafkaBehindProxy } from '../support/own-kafka.ts';
import { suiteScope } from '../support/scope.ts';
import { until, untilAnswered } from '../support/until.ts';

const OFFSET_COMMIT = 8;
const FIRST = ['a', 'b', 'c'];
const LATER = ['d', 'e'];
/** Those that are to die come last, so that they have no time to commit again before the broker is gone. */
const FATES = ['goes on', 'dies too'] as const;
const WAYS = ['request', 'answer'] as const;

type Mapping = ReturnType<typeof start>;
type Fate = (typeof FATES)[number];
type What = (typeof WAYS)[number];

/** A mapping in the middle of a commit. */
type Caught = {
  readonly topic: string;
  readonly settings: { readonly ConsumerGroupId: string };
  readonly mapping: Mapping;
};

const TITLE = 'an event source mapping whose broker is killed in the middle of a commit';

describe(TITLE, { concurrency: true }, () => {
  const suite = suiteScope();
  const caught = new Map<`${Fate}, ${What}`, Caught>();
  let kafka: OwnKafka;
  let brokers: readonly string[];

  before(async () => {
    const { proxy, ...broker } = await ownKafkaBehindProxy(suite);
    ({ kafka, brokers } = broker);
    for (const fate of FATES) {
      for (const what of WAYS) caught.set(`${fate}, ${what}`, await startOne());
    }
    for (const fate of FATES) {
      for (const what of WAYS) {
        const isCut = proxy.cut(OFFSET_COMMIT, what);
        const { topic } = found(caught.get(`${fate}, ${what}`));
        await produce(suite, topic, FIRST.map(toMessage), kafka.brokers);
        await isCut;
      }
    }
    await kafka.kill();
    for (const what of WAYS) await found(caught.get(`dies too, ${what}`)).mapping.mapping.stop();
    await kafka.start();
  });

  async function startOne(): Promise<Caught> {
    const topic = await newTopic(suite, { brokers: kafka.brokers });
    const settings = { ConsumerGroupId: uniqueTopic('group') };
    const mapping = start(suite, topic, { brokers, settings });
    await until(() => mapping.committed(0) === 0);
    return { topic, settings, mapping };
  }

  for (const what of WAYS) {
    it(`goes on and loses nothing when the ${what} was on its way`, async (t) => {
      const { topic, mapping } = found(caught.get(`goes on, ${what}`));

      await produce(t, topic, LATER.map(toMessage), kafka.brokers);
      await until(() => mapping.committed(0) === 5);

      const firsts = [...new Set(mapping.values())];
      assert.deepEqual(firsts, [...FIRST, ...LATER]);
    });

    it(`is followed by one that loses nothing when it dies too and the ${what} was on its way`, async (t) => {
      const { topic, settings } = found(caught.get(`dies too, ${what}`));
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

function found(one: Caught | undefined): Caught {
  assert.ok(one);
  return one;
}

function toMessage(value: string): { readonly value: string } {
  return { value };
}
