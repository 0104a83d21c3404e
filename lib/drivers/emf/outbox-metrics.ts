import type { OutboxItem } from '../../registry/outbox-store.ts';
import type { EmfMetrics } from './emf-metrics.ts';
import type { MetricGroup } from './metric-group.ts';

/** What the registry owes to others. What was not published comes again, and is counted again then. */
export const OUTBOX = {
  tags: ['component-name', 'kind', 'status'],
  ofTenant: true,
  units: { 'tidegate.outbox.entries': 'Count' },
} as const satisfies MetricGroup;

export function measureOutbox({ record }: EmfMetrics) {
  return ({ tenant, entry }: OutboxItem, status: 'published' | 'failed'): void =>
    record(
      OUTBOX,
      { 'component-name': 'tidegate-publisher', kind: entry.kind, status },
      { 'tidegate.outbox.entries': 1 },
      tenant,
    );
}

/** A middleware: ends the metrics of each invocation. */
export function measurePublisher({ flush }: EmfMetrics) {
  return { after: flush, onError: flush };
}
