import { type Behaviour, DEFAULT_STOP_GRACE_MS } from '../behaviour.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import type { KafkaEvent } from '../event.ts';
import type { FailureMessage } from '../failure/messages.ts';
import type { EventSourceMapping } from '../mapping.ts';
import type { Observation } from '../observation.ts';
import { parseMappingSettings } from '../settings.ts';
import { startOn } from '../start.ts';
import { type MemoryTopic, type Produced, memoryTopic } from './memory-topic.ts';
import { type Handler, run } from './run-handler.ts';

export type TestMappingOptions = {
  readonly behaviour?: Behaviour;
  /** In the topic before the mapping starts. */
  readonly records?: readonly Produced[];
  /** 1 unless said. */
  readonly partitions?: number;
  /** Milliseconds since the Unix epoch at which the test begins; 0 unless said. */
  readonly startMs?: number;
};

export type TestInvocation = {
  readonly event: KafkaEvent;
  /** Values as texts, in the order of the event. */
  readonly values: readonly string[];
  readonly atMs: number;
};

export type TestMapping = Pick<MemoryTopic, 'committed' | 'rebalance'> &
  Pick<ManualClock, 'advance' | 'now' | 'after'> &
  Pick<EventSourceMapping, 'state' | 'metrics'> & {
    /** Moves time past the grace that invocations in flight have. */
    readonly stop: () => Promise<void>;
    readonly produce: (...records: readonly Produced[]) => void;
    readonly invocations: readonly TestInvocation[];
    /** What the failure destination was sent. */
    readonly failures: readonly FailureMessage[];
    readonly observations: readonly Observation[];
  };

/**
 * A mapping without a broker, in time that only `advance` moves. Waits before a retry are as long as they can be.
 *
 * @param request as for `CreateEventSourceMapping`; a consumer group need not be named.
 * @throws {InvalidSetting}
 */
export async function startTestMapping(
  request: object,
  handler: Handler,
  { behaviour = {}, records: earlier = [], partitions = 1, startMs = 0 }: TestMappingOptions = {},
): Promise<TestMapping> {
  const settings = parseMappingSettings(request, { consumerGroupId: 'test' });
  const clock = manualClock(startMs);
  const topic = memoryTopic(settings, partitions, clock);
  topic.produce(earlier);
  const invocations: TestInvocation[] = [];
  const failures: FailureMessage[] = [];
  const observations: Observation[] = [];
  const mapping = startOn(
    topic.open,
    settings,
    ['memory:9092'],
    {
      clock,
      random: () => 1 - Number.EPSILON,
      report: (observation) => observations.push(observation),
      failureSink: async (message) => void failures.push(message),
      invoke(event, options) {
        invocations.push({ event, values: valuesOf(event), atMs: clock.now() });
        return run(handler, event, options);
      },
    },
    behaviour,
  );
  await clock.advance(0);
  async function stop(): Promise<void> {
    const stopping = mapping.stop();
    await clock.advance(behaviour.stopGraceMs ?? DEFAULT_STOP_GRACE_MS);
    await stopping;
  }

  return {
    ...mapping,
    stop,
    committed: topic.committed,
    rebalance: topic.rebalance,
    produce: (...records) => topic.produce(records),
    advance: clock.advance,
    now: clock.now,
    after: clock.after,
    invocations,
    failures,
    observations,
  };
}

function valuesOf({ records }: KafkaEvent): readonly string[] {
  const all = Object.values(records).flat();
  return all.map(({ value }) => Buffer.from(value ?? '', 'base64').toString());
}
