import type { PriceList } from '../price-list.ts';
import type { Use } from '../bill.ts';
import { HOURS_A_MONTH, invocationsOf, rateOf, type Workload } from '../workload.ts';
import { requests } from './lambda.ts';

/** One in each zone; Lambda keeps no fewer. */
const FEWEST = 3;
/** Of an m7g.large. */
export const VCPUS = 2;
/** Lambda adds instances before they are busy. */
const BUSY = 0.5;
/** Milliseconds of CPU: bench/RESULTS.md measures 0.14 to 0.2 an upload, of the function and a gateway together; the runtime comes on top. */
const UPLOAD_CPU_MS = 0.5;
const EVENT_CPU_MS = 0.2;

/** `ingest` and the consumers on instances that serve many requests in one process. */
export function managedInstances(workload: Workload, { prices }: PriceList): Use[] {
  const hours = instancesFor(workload) * HOURS_A_MONTH;
  return [
    requests('ingest', workload.eventsPerMonth),
    requests('consumer', invocationsOf(workload)),
    {
      part: 'Managed Instances',
      what: 'instances',
      quantity: hours,
      price: 'managed-instance-hours',
    },
    {
      part: 'Managed Instances',
      what: 'management fee',
      quantity: hours * (prices['managed-instance-hours'].usd ?? 0),
      price: 'managed-instance-fee',
    },
  ];
}

export function instancesFor(workload: Workload): number {
  const cpuMs = UPLOAD_CPU_MS + workload.consumers * EVENT_CPU_MS;
  const vcpus = (rateOf(workload) * cpuMs) / 1000;
  return Math.max(FEWEST, Math.ceil(vcpus / (VCPUS * BUSY)));
}

/** Cores that the consumers alone keep busy. */
export function consumerVcpus(workload: Workload): number {
  return (rateOf(workload) * workload.consumers * EVENT_CPU_MS) / 1000;
}
