import type { Use } from '../bill.ts';
import { invocationsOf, type Workload } from '../workload.ts';

const BYTES_A_GB = 1e9;
/** Of a metrics line, a line of the consumer for one event, and what Lambda writes itself of an invocation. */
const METRICS_LINE_BYTES = 600;
const EVENT_LINE_BYTES = 300;
const PLATFORM_BYTES = 350;
/** Custom metrics of a deployment, and of each tenant with `METRICS=by-tenant` (docs/metrics.md). */
const METRICS = 40;
const METRICS_A_TENANT = 8;
/** Metrics that the 18 alarms of stage `prod` look at: each is billed. */
const ALARMED_METRICS = 40;
const DASHBOARDS = 1;

/** @param isInvoked whether the consumers run as functions, and not in the poller */
export function observation(workload: Workload, isInvoked: boolean): Use[] {
  const gb = logBytes(workload, isInvoked) / BYTES_A_GB;
  return [
    use('logs', gb, 'log-ingestion'),
    use('logs of 30 days', gb, 'log-storage'),
    use('metrics', customMetrics(workload), 'custom-metrics'),
    use('alarms', ALARMED_METRICS, 'alarms'),
    use('dashboard', DASHBOARDS, 'dashboards'),
  ];
}

function logBytes(workload: Workload, isInvoked: boolean): number {
  const metricsLine = workload.metrics === 'off' ? 0 : METRICS_LINE_BYTES;
  const batches = invocationsOf(workload);
  const uploads = workload.eventsPerMonth * (metricsLine + PLATFORM_BYTES);
  const events = workload.eventsPerMonth * workload.consumers * EVENT_LINE_BYTES;
  return uploads + events + batches * (metricsLine + (isInvoked ? PLATFORM_BYTES : 0));
}

function customMetrics({ metrics, tenants }: Workload): number {
  if (metrics === 'off') return 0;
  return METRICS + (metrics === 'by-tenant' ? tenants * METRICS_A_TENANT : 0);
}

function use(what: string, quantity: number, price: Use['price']): Use {
  return { part: 'CloudWatch', what, quantity, price };
}
