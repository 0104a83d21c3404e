import { topicPartition } from './event.ts';
import { POLLERS_PER_UNIT } from './limits.ts';
import type { Invoked, Observation } from './observation.ts';
import type { MetricGroup } from './metrics-config.ts';

/** Metrics of a Kafka mapping by the group that switches them on. @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const COUNTS = {
  EventCount: [
    'PolledEventCount',
    'FilteredOutEventCount',
    'InvokedEventCount',
    'FailedInvokeEventCount',
    'DroppedEventCount',
    'OnFailureDestinationDeliveredEventCount',
    'CommittedEventCount',
  ],
  ErrorCount: [
    'PollingErrorCount',
    'InvokeErrorCount',
    'OnFailureDestinationDeliveryErrorCount',
    'CommitErrorCount',
  ],
} as const;

type Count = (typeof COUNTS)['EventCount' | 'ErrorCount'][number];

export type MetricName =
  | Count
  | 'MaxOffsetLag'
  | 'SumOffsetLag'
  | 'ProvisionedPollers'
  | 'EventPollerUnit'
  | 'EventPollerThroughputInBytes';

/** Counts since the mapping started; lags and pollers as they are now. */
export type MetricValues = Partial<Record<MetricName, number>>;

export type Gauges = {
  /** Of each partition: records between the committed offset and the end. */
  readonly lags: readonly number[];
  /** Absent in on-demand mode. */
  readonly pollers: number | undefined;
};

export type Metrics = {
  readonly observe: (observation: Observation) => void;
  readonly commitFailed: () => void;
  /** The groups that are switched on, and what the provisioned mode has anyway. */
  readonly read: (groups: readonly MetricGroup[], gauges: Gauges) => MetricValues;
};

export function createMetrics(): Metrics {
  const counts = new Map<Count, number>();
  const committed = new Map<string, number>();
  let bytes = 0;

  function add(name: Count, count: number): void {
    counts.set(name, (counts.get(name) ?? 0) + count);
  }

  function addInvoked({ outcome, records, failed }: Invoked): void {
    if (outcome !== 'invocation-failed') add('InvokedEventCount', records);
    add('FailedInvokeEventCount', failed);
    if (outcome === 'invocation-failed' || outcome === 'throttled') add('InvokeErrorCount', 1);
  }

  function addCommitted({ offsets }: Extract<Observation, { kind: 'committed' }>): void {
    for (const each of offsets) {
      const before = committed.get(topicPartition(each)) ?? each.offset;
      add('CommittedEventCount', Math.max(0, each.offset - before));
      committed.set(topicPartition(each), each.offset);
    }
  }

  function observe(observation: Observation): void {
    const { kind } = observation;
    if (kind === 'partition-assigned')
      committed.set(topicPartition(observation), observation.offset);
    if (kind === 'polled') {
      add('PolledEventCount', observation.records);
      add('FilteredOutEventCount', observation.filteredOut);
      bytes += observation.bytes;
    }
    if (kind === 'invoked') addInvoked(observation);
    if (kind === 'dropped') add('DroppedEventCount', observation.records);
    if (kind === 'dropped' && 'cause' in observation)
      add('OnFailureDestinationDeliveryErrorCount', 1);
    if (kind === 'delivered') add('OnFailureDestinationDeliveredEventCount', observation.records);
    if (kind === 'committed') addCommitted(observation);
    if (kind === 'kafka-trouble' && observation.doing === 'reading records')
      add('PollingErrorCount', 1);
  }

  return {
    observe,
    commitFailed: () => add('CommitErrorCount', 1),
    read(groups, { lags, pollers }) {
      const names = groups.flatMap((group) => (group === 'KafkaMetrics' ? [] : COUNTS[group]));
      const asked = names.map((name) => [name, counts.get(name) ?? 0] as const);
      return {
        ...Object.fromEntries(asked),
        ...(groups.includes('KafkaMetrics') ? lagMetrics(lags) : {}),
        ...(pollers === undefined ? {} : pollerMetrics(pollers, bytes)),
      };
    },
  };
}

function lagMetrics(lags: readonly number[]): MetricValues {
  return {
    MaxOffsetLag: Math.max(0, ...lags),
    SumOffsetLag: lags.reduce((sum, lag) => sum + lag, 0),
  };
}

function pollerMetrics(pollers: number, bytes: number): MetricValues {
  return {
    ProvisionedPollers: pollers,
    EventPollerUnit: Math.ceil(pollers / POLLERS_PER_UNIT),
    EventPollerThroughputInBytes: bytes,
  };
}
