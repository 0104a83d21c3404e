import type { Use } from '../bill.ts';
import { invocationMs, invocationsOf, type Workload } from '../workload.ts';

const MILLION = 1e6;
const MB_A_GB = 1024;
/** The reconciler runs every five minutes, for about a second; it has 512 MB. */
const RECONCILER_RUNS = 12 * 730;
/** A change of the registry: the call, its publication, and what the reconciler looks at. Each device changes once a month. */
const CALLS_A_CHANGE = 3;
const MS_A_CALL = 50;
const OTHERS_MB = 512;

/** Of uploads, on standard functions. */
export function ingestFunction({ eventsPerMonth, ingestMs, memoryMb }: Workload): Use[] {
  return invocations('ingest', eventsPerMonth, ingestMs, memoryMb);
}

/** Of batches, on standard functions. */
export function consumerFunctions(workload: Workload): Use[] {
  const { memoryMb } = workload;
  return invocations('consumer', invocationsOf(workload), invocationMs(workload), memoryMb);
}

/** Registry, publisher and reconciler: wherever the others run. */
export function otherFunctions({ devices }: Workload): Use[] {
  return [
    ...invocations('registry and publisher', devices * CALLS_A_CHANGE, MS_A_CALL, OTHERS_MB),
    ...invocations('reconciler', RECONCILER_RUNS, 1000, OTHERS_MB),
  ];
}

/** What is billed for a call wherever it runs. */
export function requests(what: string, count: number): Use {
  return {
    part: 'Lambda',
    what: `${what}: requests`,
    quantity: count / MILLION,
    price: 'lambda-requests',
  };
}

function invocations(what: string, count: number, ms: number, memoryMb: number): Use[] {
  const seconds = (count * ms) / 1000;
  return [
    requests(what, count),
    {
      part: 'Lambda',
      what: `${what}: time`,
      quantity: (seconds * memoryMb) / MB_A_GB,
      price: 'lambda-gb-seconds',
    },
  ];
}
