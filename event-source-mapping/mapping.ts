import type { PartitionState } from './assignments.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCommitter } from './committer.ts';
import type { DispatchRules, Invoke } from './dispatch-rules.ts';
import { createDispatcher } from './dispatcher.ts';
import type { FailureSink } from './failure/file-sink.ts';
import type { GivenUp } from './failure/given-up.ts';
import type { Invoked, Observation, PartitionOffset } from './observation.ts';
import { createEnds } from './lag.ts';
import { type Gauges, type MetricValues, createMetrics } from './metrics.ts';
import type { OpenRecordSource } from './record-source.ts';

export type MappingPorts = {
  /** Takes what an SQS, SNS or S3 destination would be sent; without one it cannot be told, and records that are given up are dropped. */
  readonly failureSink?: FailureSink;
  /** The mapping's own name in paths of a bucket; a random one unless said. */
  readonly uuid?: string;
  readonly invoke: Invoke;
  readonly report?: (observation: Observation) => void;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
};

export type EventSourceMapping = {
  /** Resolves when the group is joined and every position is known; also when the mapping is stopped before. */
  readonly ready: Promise<void>;
  readonly state: () => MappingState;
  /** Of the groups in `MetricsConfig`, under the names that they have in CloudWatch. */
  readonly metrics: () => MetricValues;
  /** Lets invocations in flight end or aborts them, commits what is settled, leaves the group, closes all sockets. */
  readonly stop: () => Promise<void>;
};

export type MappingState = {
  readonly State: 'Creating' | 'Enabled' | 'Disabling' | 'Disabled';
  readonly LastProcessingResult: string;
  readonly partitions: readonly (PartitionState & {
    /** The offset last committed by this mapping. */
    readonly committed?: number;
  })[];
};

type RunPorts = Pick<MappingPorts, 'invoke' | 'report' | 'clock' | 'random'> & {
  /** Tells the failure destination; absent when there is none. */
  readonly deliver?: ((givenUp: GivenUp) => Promise<void>) | undefined;
};

/** Records read from a source, handed to a function in batches, committed as they are settled. */
export function runMapping(
  rules: DispatchRules,
  openSource: OpenRecordSource,
  ports: RunPorts,
  stopGraceMs: number,
): EventSourceMapping {
  const { clock = systemClock, random = Math.random } = ports;
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  const [metrics, ends] = [createMetrics(), createEnds()];
  let State: MappingState['State'] = 'Creating';
  let LastProcessingResult = 'No records processed';
  let stopping: Promise<void> | undefined;

  function report(observation: Observation): void {
    if (observation.kind === 'invoked') LastProcessingResult = processingResult(observation);
    metrics.observe(observation);
    ports.report?.(observation);
  }

  const dispatcher = createDispatcher(rules, {
    invoke: ports.invoke,
    deliver: ports.deliver,
    report,
    clock,
    random,
    onSettled() {
      committer.soon();
      source.wake();
    },
  });
  const source = openSource({
    received: dispatcher.receive,
    ended: ends.moved,
    hasRoom: dispatcher.hasRoom,
    report,
    assigned(start) {
      dispatcher.assign(start);
      report({ kind: 'partition-assigned', ...start });
    },
    revoked(partition) {
      dispatcher.revoke(partition);
      committer.forget(partition);
      ends.forget(partition);
      report({ kind: 'partition-revoked', ...partition });
    },
    joined() {
      State = 'Enabled';
      committer.soon();
      becomeReady();
    },
    rebalancing: () => committer.atOnce(),
  });
  const committer = createCommitter({
    commit,
    clock,
    report,
    committable: () => dispatcher.partitions().map(toCommittable),
  });

  async function commit(offsets: readonly PartitionOffset[]): Promise<void> {
    try {
      await source.commit(offsets);
    } catch (cause) {
      metrics.commitFailed();
      throw cause;
    }
  }

  function gauges(): Gauges {
    const partitions = dispatcher.partitions();
    const lags = partitions.map((each) =>
      ends.behind({ ...each, offset: committer.committed(each) ?? each.committable }),
    );
    return { lags, pollers: rules.pollers.active(dispatcher.invocations(), partitions.length) };
  }

  async function commitLast(): Promise<void> {
    try {
      await committer.finish();
    } catch {
      // The source has reported it; what could not be committed comes again.
    }
  }

  function withCommitted(partition: PartitionState): MappingState['partitions'][number] {
    const committed = committer.committed(partition);
    return committed === undefined ? partition : { ...partition, committed };
  }

  async function shutDown(): Promise<void> {
    State = 'Disabling';
    await dispatcher.stop(stopGraceMs);
    await commitLast();
    await source.close();
    State = 'Disabled';
    becomeReady();
  }

  return {
    ready,
    state: () => ({
      State,
      LastProcessingResult,
      partitions: dispatcher.partitions().map(withCommitted),
    }),
    metrics: () => metrics.read(rules.MetricsConfig?.Metrics ?? [], gauges()),
    stop: () => (stopping ??= shutDown()),
  };
}

function toCommittable({ topic, partition, committable }: PartitionState): PartitionOffset {
  return { topic, partition, offset: committable };
}

/** As `GetEventSourceMapping` words it. */
function processingResult({ outcome }: Invoked): string {
  return outcome === 'success' || outcome === 'partial-failure'
    ? 'OK'
    : 'PROBLEM: Function call failed';
}
