import type { Behaviour, Observation } from '../../event-source-mapping/index.ts';
import {
  type Handler,
  type Produced,
  startTestMapping,
  startTestTopicGroup,
  type TestMapping,
} from '../../event-source-mapping/testing/index.ts';

export type EngineOptions = {
  readonly topics: readonly string[];
  readonly partitions: number;
  readonly batchSize: number;
  readonly behaviour: Behaviour;
  readonly startMs: number;
};

/** What polls topics in memory and invokes a function, in time that only a test moves. */
export type Engine = Pick<TestMapping, 'advance' | 'now' | 'after' | 'rebalance' | 'stop'> & {
  readonly produce: (topic: string, record: Produced) => void;
  readonly committed: (topic: string, partition: number) => number;
  /** Reads one topic no more, and after a while again. */
  readonly leaveOut: (topic: string) => Promise<void>;
  readonly observations: readonly Observation[];
};

export type StartEngine = (handler: Handler, options: EngineOptions) => Promise<Engine>;

const LEFT_OUT_MS = 1_000;

/** One mapping, of the first topic. */
export const startMappingEngine: StartEngine = async (handler, options) => {
  const { behaviour, partitions, startMs, topics } = options;
  const request = { ...requestOf(options), Topics: topics.slice(0, 1) };
  const mapping = await startTestMapping(request, handler, { behaviour, partitions, startMs });
  return {
    ...mapping,
    produce: (_topic, record) => mapping.produce(record),
    committed: (_topic, partition) => mapping.committed(partition) ?? 0,
    leaveOut: async () => mapping.rebalance(),
  };
};

/** One group, of all topics. */
export const startGroupEngine: StartEngine = async (handler, options) => {
  const { behaviour, partitions, startMs, topics } = options;
  const group = await startTestTopicGroup(requestOf(options), handler, {
    behaviour,
    partitions,
    startMs,
    maximumInvocations: 2,
  });
  await group.read(topics);
  return {
    ...group,
    committed: (topic, partition) => group.committed(topic, partition) ?? 0,
    async leaveOut(left) {
      await group.read(topics.filter((topic) => topic !== left));
      await group.advance(LEFT_OUT_MS);
      await group.read(topics);
    },
  };
};

function requestOf({ batchSize }: EngineOptions): object {
  return {
    StartingPosition: 'TRIM_HORIZON',
    MaximumBatchingWindowInSeconds: 0,
    BatchSize: batchSize,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  };
}
