import { HTTP_ADAPTER } from '../../ingestion/adapter.ts';
import type { UploadOutcome } from '../../ingestion/upload-outcome.ts';
import type { EmfMetrics } from './emf-metrics.ts';
import type { MetricGroup } from './metric-group.ts';

/** Hono's own names and tags, but for the tag `host`: the log stream says it. @see Hono, "Metrics", "Telemetry Metrics" */
export const UPLOADS = {
  tags: ['component-type', 'component-name', 'type', 'status', 'qos', 'ttd'],
  ofTenant: true,
  units: {
    'hono.telemetry.payload': 'Bytes',
    'hono.telemetry.processing.duration': 'Milliseconds',
  },
} as const satisfies MetricGroup;

export function measureUploads({ record }: EmfMetrics): (outcome: UploadOutcome) => void {
  return ({ status, tenant, endpoint, payloadSize, ttd, durationMs }) =>
    record(
      UPLOADS,
      {
        'component-type': 'adapter',
        'component-name': HTTP_ADAPTER,
        type: endpoint.kind,
        status,
        qos: endpoint.kind === 'event' ? '1' : `${endpoint.qos}`,
        ttd,
      },
      {
        'hono.telemetry.payload': payloadSize,
        'hono.telemetry.processing.duration': toMicroseconds(durationMs),
      },
      tenant,
    );
}

/** Three decimals: a duration is no more exact, and a shorter line costs less. */
function toMicroseconds(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}
