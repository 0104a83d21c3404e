import type { BatchResult } from '../../consumption/consume-batch.ts';
import type { Outcome } from '../../consumption/outcome.ts';
import type { PartitionBatch } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { EmfMetrics } from './emf-metrics.ts';
import type { MetricGroup } from './metric-group.ts';

/** Runs of events by what they came to. What failed comes again, and is counted again then. */
export const EVENTS = {
  tags: ['component-name', 'kind', 'status'],
  ofTenant: true,
  units: { 'tidegate.consumer.events': 'Count' },
} as const satisfies MetricGroup;

/** Failures of events that had failed before. */
export const RETRIES = {
  tags: ['component-name', 'kind'],
  ofTenant: true,
  units: { 'tidegate.consumer.retries': 'Count' },
} as const satisfies MetricGroup;

/** How long the oldest event of a batch had been in its topic when the batch began. */
export const LAG = {
  tags: ['component-name'],
  ofTenant: true,
  units: { 'tidegate.consumer.age': 'Milliseconds' },
} as const satisfies MetricGroup;

export const BATCHES = {
  tags: ['component-name'],
  ofTenant: false,
  units: {
    'tidegate.consumer.batch.duration': 'Milliseconds',
    'tidegate.consumer.batch.records': 'None',
    'tidegate.consumer.batch.lanes': 'None',
    'tidegate.consumer.batch.unsettled': 'None',
  },
} as const satisfies MetricGroup;

/** Invocations that failed as a whole, so that their batch comes again. */
export const FAILED_BATCHES = {
  tags: ['component-name', 'code'],
  ofTenant: false,
  units: { 'tidegate.consumer.batch.failures': 'Count' },
} as const satisfies MetricGroup;

const CONSUMER = { 'component-name': 'tidegate-consumer' };

export type Clocks = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds since any one moment, with fractions. */
  readonly stopwatch: () => number;
};

export type BatchMeasurement = {
  readonly observe: (outcome: Outcome) => void;
  readonly end: (result: BatchResult) => void;
};

/** To be made when a batch begins. */
export function measureBatch(
  batches: readonly PartitionBatch[],
  { record }: EmfMetrics,
  { now, stopwatch }: Clocks,
): BatchMeasurement {
  const startedAtMs = stopwatch();
  const nowMs = now();
  for (const [tenant, oldestAtMs] of oldestByTenant(batches)) {
    record(LAG, CONSUMER, { 'tidegate.consumer.age': Math.max(0, nowMs - oldestAtMs) }, tenant);
  }
  const tally = new Map<string, Tally>();
  return {
    observe: (outcome) => count(outcome, tally),
    end: ({ lanes, unsettled }) => {
      for (const one of tally.values()) recordTally(one, record);
      record(BATCHES, CONSUMER, {
        'tidegate.consumer.batch.duration': Math.round(stopwatch() - startedAtMs),
        'tidegate.consumer.batch.records': batches.reduce(
          (sum, one) => sum + one.records.length,
          0,
        ),
        'tidegate.consumer.batch.lanes': lanes,
        'tidegate.consumer.batch.unsettled': unsettled.length,
      });
    },
  };
}

type Tally = {
  readonly tenant: TenantId;
  readonly kind: string;
  readonly status: Outcome['kind'];
  events: number;
  retries: number;
};

/** Of an event that was not read, or had expired before, nobody knows the kind. */
function count(outcome: Outcome, tally: Map<string, Tally>): void {
  const { tenant } = outcome.record;
  const status = outcome.kind;
  const kind = ('event' in outcome ? outcome.event?.kind : undefined) ?? 'unknown';
  const key = `${tenant} ${kind} ${status}`;
  const one = tally.get(key) ?? { tenant, kind, status, events: 0, retries: 0 };
  tally.set(key, one);
  one.events += 1;
  if ('attempts' in outcome && (outcome.attempts ?? 0) > 1) one.retries += 1;
}

function recordTally(
  { tenant, kind, status, events, retries }: Tally,
  record: EmfMetrics['record'],
): void {
  record(EVENTS, { ...CONSUMER, kind, status }, { 'tidegate.consumer.events': events }, tenant);
  if (retries === 0) return;
  record(RETRIES, { ...CONSUMER, kind }, { 'tidegate.consumer.retries': retries }, tenant);
}

function oldestByTenant(batches: readonly PartitionBatch[]): Map<TenantId, number> {
  const oldest = new Map<TenantId, number>();
  for (const { records } of batches) {
    for (const { tenant, timestampMs } of records) {
      if (timestampMs < 0) continue;
      oldest.set(tenant, Math.min(timestampMs, oldest.get(tenant) ?? Infinity));
    }
  }
  return oldest;
}

/** A middleware: counts invocations that fail, and ends the metrics of each. */
export function measureConsumer({ record, flush }: EmfMetrics) {
  return {
    after: flush,
    onError: ({ error }: { readonly error: unknown }): void => {
      const code = error instanceof ServiceError ? error.code : 'DEFECT';
      record(FAILED_BATCHES, { ...CONSUMER, code }, { 'tidegate.consumer.batch.failures': 1 });
      flush();
    },
  };
}
