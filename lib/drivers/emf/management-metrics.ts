import type { RequestOutcome } from '../../registry/request-outcome.ts';
import type { EmfMetrics } from './emf-metrics.ts';
import type { MetricGroup } from './metric-group.ts';

/** The name and tags that Hono's registry has by Quarkus, with the classes of statuses alone. @see Micrometer, "HTTP server" */
export const REQUESTS = {
  tags: ['component-name', 'method', 'uri', 'outcome'],
  ofTenant: false,
  units: { 'http.server.requests': 'Milliseconds' },
} as const satisfies MetricGroup;

const METHODS = new Set(['DELETE', 'GET', 'OPTIONS', 'POST', 'PUT']);

export function measureRequests({ record, flush }: EmfMetrics) {
  return ({ method, pathTemplate, status, durationMs }: RequestOutcome): void => {
    record(
      REQUESTS,
      {
        'component-name': 'tidegate-registry',
        method: METHODS.has(method) ? method : 'OTHER',
        uri: pathTemplate ?? 'NOT_FOUND',
        outcome: outcomeOf(status),
      },
      { 'http.server.requests': Math.round(durationMs) },
    );
    flush();
  };
}

function outcomeOf(status: number): string {
  if (status < 400) return 'SUCCESS';
  return status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR';
}
