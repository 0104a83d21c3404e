import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics } from '../../../event-source-mapping/metrics.ts';
import { TOPIC } from './builders.ts';

const NO_GAUGES = { lags: [], pollers: undefined };
const PARTITION = { topic: TOPIC, partition: 0 };
const INVOKED = { kind: 'invoked', records: 10, attempts: 1, durationMs: 1 } as const;

describe('the metrics of a mapping', () => {
  it('are those of the groups that are switched on, noughts included', () => {
    const metrics = createMetrics();

    assert.deepEqual(metrics.read([], NO_GAUGES), {});
    assert.deepEqual(metrics.read(['ErrorCount'], NO_GAUGES), {
      PollingErrorCount: 0,
      InvokeErrorCount: 0,
      OnFailureDestinationDeliveryErrorCount: 0,
      CommitErrorCount: 0,
    });
    assert.deepEqual(Object.keys(metrics.read(['EventCount'], NO_GAUGES)), [
      'PolledEventCount',
      'FilteredOutEventCount',
      'InvokedEventCount',
      'FailedInvokeEventCount',
      'DroppedEventCount',
      'OnFailureDestinationDeliveredEventCount',
      'CommittedEventCount',
    ]);
  });

  it('count events polled, filtered out and invoked, repetitions included', () => {
    const metrics = createMetrics();
    metrics.observe({ kind: 'polled', ...PARTITION, records: 12, bytes: 100, filteredOut: 2 });
    metrics.observe({ ...INVOKED, outcome: 'function-error', failed: 10 });
    metrics.observe({ ...INVOKED, outcome: 'partial-failure', failed: 3 });

    const { PolledEventCount, FilteredOutEventCount, InvokedEventCount, FailedInvokeEventCount } =
      metrics.read(['EventCount'], NO_GAUGES);

    assert.deepEqual(
      [PolledEventCount, FilteredOutEventCount, InvokedEventCount, FailedInvokeEventCount],
      [12, 2, 20, 13],
    );
  });

  it('count invocations that could not be made by batch', () => {
    const metrics = createMetrics();
    metrics.observe({ ...INVOKED, outcome: 'throttled', failed: 10 });
    metrics.observe({ ...INVOKED, outcome: 'invocation-failed', failed: 10 });

    const { InvokedEventCount, InvokeErrorCount } = metrics.read(
      ['EventCount', 'ErrorCount'],
      NO_GAUGES,
    );

    assert.deepEqual([InvokedEventCount, InvokeErrorCount], [10, 2]);
  });

  it('count what is dropped apart from what a destination has received', () => {
    const metrics = createMetrics();
    const condition = 'RetryAttemptsExhausted';
    metrics.observe({ kind: 'dropped', condition, records: 2 });
    metrics.observe({ kind: 'delivered', condition, records: 3 });
    metrics.observe({ kind: 'dropped', condition, records: 4, cause: new Error('no queue') });

    const read = metrics.read(['EventCount', 'ErrorCount'], NO_GAUGES);

    assert.deepEqual(
      [
        read.DroppedEventCount,
        read.OnFailureDestinationDeliveredEventCount,
        read.OnFailureDestinationDeliveryErrorCount,
      ],
      [6, 3, 1],
    );
  });

  it('add up what each commit moved on, from where the partition was assigned', () => {
    const metrics = createMetrics();
    metrics.observe({ kind: 'partition-assigned', ...PARTITION, offset: 40 });
    metrics.observe({ kind: 'committed', offsets: [{ ...PARTITION, offset: 40 }] });
    metrics.observe({ kind: 'committed', offsets: [{ ...PARTITION, offset: 45 }] });
    metrics.observe({ kind: 'committed', offsets: [{ ...PARTITION, offset: 47 }] });

    assert.equal(metrics.read(['EventCount'], NO_GAUGES).CommittedEventCount, 7);
  });

  it('count failures to poll and to commit', () => {
    const metrics = createMetrics();
    metrics.observe({ kind: 'kafka-trouble', doing: 'reading records', cause: new Error('gone') });
    metrics.commitFailed();

    const { PollingErrorCount, CommitErrorCount } = metrics.read(['ErrorCount'], NO_GAUGES);

    assert.deepEqual([PollingErrorCount, CommitErrorCount], [1, 1]);
  });

  it('give the longest lag and the sum of all', () => {
    const gauges = { ...NO_GAUGES, lags: [3, 0, 9] };

    assert.deepEqual(createMetrics().read(['KafkaMetrics'], gauges), {
      MaxOffsetLag: 9,
      SumOffsetLag: 12,
    });
  });

  it('tell of pollers, their units and throughput in provisioned mode, unasked', () => {
    const metrics = createMetrics();
    metrics.observe({ kind: 'polled', ...PARTITION, records: 1, bytes: 100, filteredOut: 0 });

    assert.deepEqual(metrics.read([], { lags: [], pollers: 11 }), {
      ProvisionedPollers: 11,
      EventPollerUnit: 2,
      EventPollerThroughputInBytes: 100,
    });
  });
});
