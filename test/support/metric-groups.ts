import * as consumption from '../../lib/drivers/emf/consumption-metrics.ts';
import { REQUESTS } from '../../lib/drivers/emf/management-metrics.ts';
import type { MetricGroup } from '../../lib/drivers/emf/metric-group.ts';
import { OUTBOX } from '../../lib/drivers/emf/outbox-metrics.ts';
import { REFUSALS } from '../../lib/drivers/emf/refusal-metrics.ts';
import { UPLOADS } from '../../lib/drivers/emf/upload-metrics.ts';

const { EVENTS, RETRIES, LAG, BATCHES, FAILED_BATCHES } = consumption;

/** Everything that the functions measure. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  UPLOADS,
  REFUSALS,
  EVENTS,
  RETRIES,
  LAG,
  BATCHES,
  FAILED_BATCHES,
  REQUESTS,
  OUTBOX,
];
