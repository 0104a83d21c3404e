import type { Use } from '../bill.ts';
import { HOURS_A_MONTH, type Workload } from '../workload.ts';
import { consumerVcpus } from './managed-instances.ts';

/** Two, in two zones, for each consumer. */
const FEWEST = 2;
const VCPUS = 1;
const MEMORY_GB = 2;
const BUSY = 0.5;

/** The poller, with the consumer in its process. */
export function containers(workload: Workload): Use[] {
  const hours = containersFor(workload) * HOURS_A_MONTH;
  return [
    {
      part: 'Fargate',
      what: 'poller: vCPUs',
      quantity: hours * VCPUS,
      price: 'fargate-vcpu-hours',
    },
    {
      part: 'Fargate',
      what: 'poller: memory',
      quantity: hours * MEMORY_GB,
      price: 'fargate-gb-hours',
    },
  ];
}

export function containersFor(workload: Workload): number {
  const busy = Math.ceil(consumerVcpus(workload) / (VCPUS * BUSY));
  return Math.max(FEWEST * workload.consumers, busy);
}
