import type { Behaviour } from '../behaviour.ts';
import type { Invoke } from '../dispatch-rules.ts';
import type { KafkaConnection } from '../kafka/connection.ts';
import { openKafkaRecordSource } from '../kafka/record-source.ts';
import type { TopicsSource } from '../kafka/record-source.ts';
import type { EventSourceMapping, MappingPorts, MappingState } from '../mapping.ts';
import type { MetricValues } from '../metrics.ts';
import type { Observation } from '../observation.ts';
import type { SourceListener } from '../record-source.ts';
import { type MappingSettings, parseMappingSettings } from '../settings.ts';
import { startOn } from '../start.ts';
import { createReadAhead } from './read-ahead.ts';
import { shareSource } from './shared-source.ts';
import { createTurns } from './turns.ts';

export type TopicGroupOptions = {
  /** What the mappings of all topics have in common, as for `CreateEventSourceMapping` and without `Topics`. */
  readonly settings: object;
  readonly connection: KafkaConnection;
  readonly invoke: Invoke;
  /** @param topic absent for what concerns all of them. */
  readonly report?: (observation: Observation, topic?: string) => void;
  readonly behaviour?: Behaviour;
  /** Batches that are with the function at the same time, of all topics, which take turns. */
  readonly maximumInvocations: number;
  /** Of records that are read and not committed yet, in bytes; a partition that holds none may exceed it by one answer. */
  readonly maximumReadAheadBytes: number;
};

/** One consumer group that reads many topics, each with its own mapping: batches hold records of one topic only. */
export type TopicGroup = {
  /** Resolves when the group has been joined for the first time. */
  readonly joined: Promise<void>;
  /** Reads these topics from now on; resolves when the others' mappings have stopped and committed. One call at a time. */
  readonly read: (topics: readonly string[]) => Promise<void>;
  readonly topics: () => readonly TopicStatus[];
  readonly usage: () => { readonly invocations: number; readonly readAheadBytes: number };
  /** As a mapping stops, all at once; then leaves the group. */
  readonly stop: () => Promise<void>;
};

export type TopicStatus = {
  readonly topic: string;
  readonly state: MappingState;
  readonly metrics: MetricValues;
};

/** @throws {InvalidSetting} */
export function startTopicGroup(options: TopicGroupOptions): TopicGroup {
  const common = settingsOf(options, 'any');
  return startTopicGroupOn(
    (listener) => openKafkaRecordSource({ ...common, Topics: [] }, options.connection, listener),
    options,
    {},
  );
}

/**
 * The same with records from elsewhere.
 *
 * @throws {InvalidSetting}
 */
export function startTopicGroupOn(
  open: (listener: SourceListener) => TopicsSource,
  options: TopicGroupOptions,
  time: Pick<MappingPorts, 'clock' | 'random'>,
): TopicGroup {
  const { connection, behaviour = {}, report } = options;
  const mappings = new Map<string, EventSourceMapping>();
  const turns = createTurns(options.maximumInvocations);
  const readAhead = createReadAhead(options.maximumReadAheadBytes);
  const { promise: joined, resolve } = Promise.withResolvers<void>();
  const source = shareSource({
    open,
    readAhead,
    report: (observation) => report?.(observation),
    joined: resolve,
  });

  function invokeInTurn(topic: string): Invoke {
    return async (event, invocation) => {
      const release = await turns.take(topic, invocation.signal);
      try {
        return await options.invoke(event, invocation);
      } finally {
        release();
      }
    };
  }

  function start(topic: string): EventSourceMapping {
    const ports = {
      ...time,
      invoke: invokeInTurn(topic),
      report: (observation: Observation) => report?.(observation, topic),
      failureSink: refuseFailures,
    };
    const settings = settingsOf(options, topic);
    return startOn(source.ofTopic(topic), settings, connection.brokers, ports, behaviour);
  }

  async function stopTopics(topics: readonly string[]): Promise<void> {
    const stopping = topics.flatMap((topic) => mappings.get(topic) ?? []);
    await Promise.all(stopping.map((mapping) => mapping.stop()));
    for (const topic of topics) mappings.delete(topic);
  }

  return {
    joined,
    async read(topics) {
      const wanted = new Set(topics);
      const fresh = [...wanted].filter((topic) => !mappings.has(topic));
      const gone = [...mappings.keys()].filter((topic) => !wanted.has(topic));
      for (const topic of fresh) mappings.set(topic, start(topic));
      if (fresh.length > 0) source.subscribe([...mappings.keys()]);
      await stopTopics(gone);
      if (gone.length > 0) source.subscribe([...mappings.keys()]);
    },
    topics: () =>
      [...mappings].map(([topic, mapping]) => ({
        topic,
        state: mapping.state(),
        metrics: mapping.metrics(),
      })),
    usage: () => ({ invocations: turns.taken(), readAheadBytes: readAhead.bytes() }),
    async stop() {
      await stopTopics([...mappings.keys()]);
      await source.close();
    },
  };
}

function settingsOf({ settings }: TopicGroupOptions, topic: string): MappingSettings {
  return parseMappingSettings({ ...settings, Topics: [topic] });
}

function refuseFailures(): Promise<void> {
  return Promise.reject(new Error('a group of topics has no failure destination'));
}
