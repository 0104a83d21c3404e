import { randomUUID } from 'node:crypto';
import type { ITopicConfig, Message } from 'kafkajs';
import {
  type Behaviour,
  type InvocationResult,
  type KafkaEvent,
  type KafkaEventRecord,
  type Observation,
  parseMappingSettings,
  startEventSourceMapping,
} from '../../event-source-mapping/index.ts';
import { createTopic, kafkaClient, testBrokers, uniqueTopic } from './kafka.ts';
import type { Scope } from './scope.ts';

/** Retries soon, and waits for nobody when it stops. */
const QUICK: Behaviour = { backoff: { initialMs: 10, maximumMs: 50 }, stopGraceMs: 100 };

export const settled: InvocationResult = { kind: 'success', payload: null };

/** An answer that lists records by their place in the event. */
export function failing(event: KafkaEvent, places: readonly number[]): InvocationResult {
  const records = recordsOf(event);
  const batchItemFailures = places.flatMap((place) => {
    const record = records[Math.min(place, records.length - 1)];
    if (record === undefined) return [];
    return [
      {
        itemIdentifier: { partition: `${record.topic}-${record.partition}`, offset: record.offset },
      },
    ];
  });
  return { kind: 'success', payload: { batchItemFailures } };
}

type Start = Brokers & {
  readonly settings?: object;
  readonly behaviour?: Behaviour;
  readonly invoke?: (
    event: KafkaEvent,
    invocation: number,
  ) => InvocationResult | Promise<InvocationResult>;
};

/** A mapping that stops with the scope, and remembers what it handed out. */
export function start(
  t: Scope,
  topic: string,
  { settings = {}, behaviour = {}, brokers = testBrokers(), invoke = () => settled }: Start = {},
) {
  const events: KafkaEvent[] = [];
  const observations: Observation[] = [];
  const parsed = parseMappingSettings({
    Topics: [topic],
    StartingPosition: 'TRIM_HORIZON',
    ConsumerGroupId: `group-${randomUUID()}`,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...settings,
  });
  const mapping = startEventSourceMapping(
    parsed,
    { brokers },
    {
      async invoke(event) {
        events.push(event);
        return invoke(event, events.length - 1);
      },
      report(observation) {
        observations.push(observation);
      },
    },
    { ...QUICK, ...behaviour },
  );
  t.after(mapping.stop);

  const records = () => events.flatMap(recordsOf);
  return {
    mapping,
    events,
    records,
    values: () => records().map(valueOf),
    batches: () => events.map((event) => recordsOf(event).map(valueOf)),
    committed(partition: number): number | undefined {
      const offsets = observations.flatMap((each) =>
        each.kind === 'committed' ? each.offsets : [],
      );
      return offsets.findLast((each) => each.partition === partition)?.offset;
    },
    saw: (kind: Observation['kind']) => observations.some((each) => each.kind === kind),
  };
}

export function recordsOf({ records }: KafkaEvent): readonly KafkaEventRecord[] {
  return Object.values(records).flat();
}

export function valueOf({ value }: KafkaEventRecord): string {
  return Buffer.from(value ?? '', 'base64').toString();
}

/** A topic of one partition, unless the configuration says otherwise. */
export async function newTopic(
  t: Scope,
  { numPartitions = 1, ...config }: Partial<ITopicConfig> & Brokers = {},
): Promise<string> {
  const topic = uniqueTopic();
  await createTopic(t, topic, { ...config, numPartitions });
  return topic;
}

type Brokers = { readonly brokers?: readonly string[] };

export async function produce(
  t: Scope,
  topic: string,
  messages: Message[],
  brokers: readonly string[] = testBrokers(),
): Promise<void> {
  const producer = kafkaClient(brokers).producer();
  t.after(() => producer.disconnect());
  await producer.connect();
  await producer.send({ topic, messages });
}

export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
