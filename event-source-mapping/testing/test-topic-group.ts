import { DEFAULT_STOP_GRACE_MS } from '../behaviour.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import {
  type TopicGroup,
  type TopicGroupOptions,
  startTopicGroupOn,
} from '../group/topic-group.ts';
import type { Observation } from '../observation.ts';
import { parseMappingSettings } from '../settings.ts';
import type { Produced } from './memory-topic.ts';
import { memoryTopics } from './memory-topics.ts';
import { type Handler, run } from './run-handler.ts';

export type TestTopicGroupOptions = Partial<
  Pick<TopicGroupOptions, 'behaviour' | 'maximumInvocations' | 'maximumReadAheadBytes'>
> & {
  /** Of each topic; 1 unless said. */
  readonly partitions?: number;
  /** Milliseconds since the Unix epoch at which the test begins; 0 unless said. */
  readonly startMs?: number;
};

export type TestTopicGroup = Pick<TopicGroup, 'topics' | 'usage'> &
  Pick<ManualClock, 'advance' | 'now' | 'after'> & {
    /** As of a topic group; moves time past the grace of what is stopped for it. */
    readonly read: TopicGroup['read'];
    /** Moves time past the grace that invocations in flight have. */
    readonly stop: () => Promise<void>;
    readonly produce: (topic: string, ...records: readonly Produced[]) => void;
    /** Takes every partition away and gives it back, to be read from where the group committed. */
    readonly rebalance: () => void;
    /** The committed offset; undefined before the first commit. */
    readonly committed: (topic: string, partition: number) => number | undefined;
    readonly observations: readonly Observation[];
  };

/**
 * A group of topics without a broker, in time that only `advance` moves. Waits before a retry are as long as they can be.
 *
 * @param request as for `CreateEventSourceMapping`, without `Topics`; a consumer group need not be named.
 * @throws {InvalidSetting}
 */
export async function startTestTopicGroup(
  request: object,
  handler: Handler,
  options: TestTopicGroupOptions = {},
): Promise<TestTopicGroup> {
  const { behaviour = {}, partitions = 1, startMs = 0 } = options;
  const settings = { ConsumerGroupId: 'test', ...request };
  const clock = manualClock(startMs);
  const start = parseMappingSettings({ ...settings, Topics: ['any'] });
  const topics = memoryTopics(start, partitions, clock);
  const observations: Observation[] = [];
  const group = startTopicGroupOn(
    topics.open,
    {
      maximumInvocations: 100,
      maximumReadAheadBytes: 64 * 1024 * 1024,
      ...options,
      settings,
      connection: { brokers: ['memory:9092'] },
      invoke: (event, invocation) => run(handler, event, invocation),
      report: (observation) => observations.push(observation),
    },
    { clock, random: () => 1 - Number.EPSILON },
  );

  async function pastGrace(stopping: Promise<void>): Promise<void> {
    await clock.advance(behaviour.stopGraceMs ?? DEFAULT_STOP_GRACE_MS);
    await stopping;
  }

  return {
    topics: group.topics,
    usage: group.usage,
    read: (names) => pastGrace(group.read(names)),
    stop: () => pastGrace(group.stop()),
    produce: (topic, ...records) => topics.of(topic).produce(records),
    rebalance: topics.rebalance,
    committed: (topic, partition) => topics.of(topic).committed(partition),
    advance: clock.advance,
    now: clock.now,
    after: clock.after,
    observations,
  };
}
