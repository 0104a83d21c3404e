import { toDispatchRules, type Behaviour } from '../../../event-source-mapping/behaviour.ts';
import { manualClock } from '../../../event-source-mapping/clock.ts';
import { createDispatcher } from '../../../event-source-mapping/dispatcher.ts';
import type { GivenUp } from '../../../event-source-mapping/failure/given-up.ts';
import {
  type InvocationResult,
  type KafkaEvent,
  type MappingSettings,
  type Observation,
  parseMappingSettings,
} from '../../../event-source-mapping/index.ts';
import { TOPIC, recordsAt } from './builders.ts';

export const BACKOFF = { initialMs: 1_000, maximumMs: 8_000 };

/** Longer than any backoff of these tests. */
export const LONG_MS = 10_000;

type Invocation = {
  readonly event: KafkaEvent;
  readonly signal: AbortSignal;
  /** `partition:offset`, in the order of the event. */
  readonly offsets: readonly string[];
  readonly answer: (result: InvocationResult) => void;
  readonly reject: (cause: unknown) => void;
};

/** A dispatcher whose function answers when the test says so, in time that the test moves. */
export function startDispatcher(
  settings: Partial<MappingSettings> = {},
  behaviour: Behaviour = {},
  deliver?: (givenUp: GivenUp) => Promise<void>,
) {
  const clock = manualClock();
  const invocations: Invocation[] = [];
  const observations: Observation[] = [];
  let settlements = 0;
  const parsed = parseMappingSettings({
    Topics: [TOPIC],
    StartingPosition: 'TRIM_HORIZON',
    ConsumerGroupId: 'group',
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...settings,
  });
  const rules = toDispatchRules(parsed, ['broker:9092'], { backoff: BACKOFF, ...behaviour });
  const dispatcher = createDispatcher(rules, {
    invoke(event, { signal }) {
      const { promise, resolve: answer, reject } = Promise.withResolvers<InvocationResult>();
      invocations.push({ event, signal, offsets: offsetsOf(event), answer, reject });
      return promise;
    },
    deliver,
    report: (observation) => observations.push(observation),
    clock,
    random: () => 1 - Number.EPSILON,
    onSettled() {
      settlements += 1;
    },
  });

  return {
    clock,
    dispatcher,
    invocations,
    observations,
    /** How often the mapping was told that something may be committed. */
    settlements: () => settlements,
    handedOut: () => invocations.map(({ offsets }) => offsets.join(' ')),
    assign(partition = 0, offset = 0) {
      dispatcher.assign({ topic: TOPIC, partition, offset });
    },
    receive(offsets: readonly number[], partition = 0) {
      const next = (offsets.at(-1) ?? -1) + 1;
      dispatcher.receive({ topic: TOPIC, partition }, recordsAt(offsets, partition), next);
    },
    /** Answers an invocation, and lets the dispatcher take note. */
    async answer(index: number, payload: unknown = null) {
      invocations[index]?.answer({ kind: 'success', payload });
      await clock.advance(0);
    },
    async fail(index: number) {
      invocations[index]?.answer({ kind: 'function-error', payload: 'it threw' });
      await clock.advance(0);
    },
    committable: () =>
      Object.fromEntries(dispatcher.partitions().map((each) => [each.partition, each.committable])),
  };
}

function offsetsOf({ records }: KafkaEvent): readonly string[] {
  return Object.values(records)
    .flat()
    .map(({ partition, offset }) => `${partition}:${offset}`);
}
