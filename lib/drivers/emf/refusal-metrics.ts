import { ServiceError } from '../../domain/errors.ts';
import { HTTP_ADAPTER } from '../../ingestion/adapter.ts';
import type { EmfMetrics } from './emf-metrics.ts';
import type { MetricGroup } from './metric-group.ts';

/** Hono does not count what it refuses before it looks at the upload: wrong passwords, for instance. */
export const REFUSALS = {
  tags: ['component-name', 'code'],
  ofTenant: false,
  units: { 'tidegate.upload.refusals': 'Count' },
} as const satisfies MetricGroup;

/** A middleware: counts every answer that is a refusal, and ends the metrics of the invocation. */
export function measureInvocations({ record, flush }: EmfMetrics) {
  return {
    after: flush,
    onError: ({ error }: { readonly error: unknown }): void => {
      const code = error instanceof ServiceError ? error.code : 'DEFECT';
      record(REFUSALS, { 'component-name': HTTP_ADAPTER, code }, { 'tidegate.upload.refusals': 1 });
      flush();
    },
  };
}
