import type { Use } from '../bill.ts';
import type { Workload } from '../workload.ts';

const MILLION = 1e6;
/** A request is metered in steps of this. */
const STEP_BYTES = 512_000;

export function apiGateway({ eventsPerMonth, eventBytes }: Workload): Use[] {
  const steps = Math.max(1, Math.ceil(eventBytes / STEP_BYTES));
  return [
    {
      part: 'API Gateway',
      what: 'uploads',
      quantity: (eventsPerMonth * steps) / MILLION,
      price: 'http-api-requests',
    },
  ];
}
