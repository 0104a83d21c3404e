import type { Use } from '../bill.ts';
import { HOURS_A_MONTH, type Workload, writtenGb } from '../workload.ts';

const BYTES_A_GB = 1e9;
const ZONES = 3;
/** To Lambda's own API, for the reconciler; DynamoDB's gateway endpoint costs nothing. */
const ENDPOINTS = 1;
/** Of an answer without a body. */
const ANSWER_BYTES = 250;
/** Partitions lead in any of three zones, and both sides of a crossing are billed. */
const CROSSINGS = (2 / 3) * 2;

/** @param readers of the topics that run in the VPC: the poller's containers, not Lambda's pollers */
export function network(workload: Workload, readers: number): Use[] {
  const gb = writtenGb(workload);
  return [
    ...wayOut(workload),
    use('between zones', gb * (1 + readers) * CROSSINGS, 'transfer-between-zones'),
    use('answers', (workload.eventsPerMonth * ANSWER_BYTES) / BYTES_A_GB, 'transfer-out'),
  ];
}

/** How functions in the VPC reach AWS's own APIs. */
function wayOut({ network: kind }: Workload): Use[] {
  const hours = ZONES * HOURS_A_MONTH;
  if (kind === 'none') return [];
  return kind === 'nat'
    ? [use('NAT gateways', hours, 'nat-gateway-hours')]
    : [use('interface endpoints', ENDPOINTS * hours, 'endpoint-hours')];
}

function use(what: string, quantity: number, price: Use['price']): Use {
  return { part: 'network', what, quantity, price };
}
