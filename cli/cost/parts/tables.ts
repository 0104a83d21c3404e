import type { Use } from '../bill.ts';
import { SECONDS_A_MONTH, type Workload } from '../workload.ts';

const MILLION = 1e6;
const BYTES_A_GB = 1e9;
const WRITE_UNIT_BYTES = 1024;
/** Of an upload whose device is not remembered: measured, bench/RESULTS.md, registry-look-ups. */
const UNITS_A_LOOK_UP = 4;
/** The default of `CACHE_MAX_AGE`. */
const REMEMBERED_SECONDS = 60;
/** The default of `STATE_PAYLOAD_SIZE`, and what an item of a device's state has besides. */
const STATE_PAYLOAD_BYTES = 1024;
const STATE_OVERHEAD_BYTES = 250;
/** A device and its credentials; each change of one is a transaction of three items at twice their price. */
const REGISTRY_BYTES = 1500;
const UNITS_A_CHANGE = 6;

/** @param environments of `ingest` that remember devices, each for itself */
export function tables(workload: Workload, environments: number): Use[] {
  const { eventsPerMonth, devices } = workload;
  const writes = eventsPerMonth * unitsOf(stateBytes(workload)) + devices * UNITS_A_CHANGE;
  const reads = lookUps(workload, environments) * UNITS_A_LOOK_UP;
  const gb = (devices * (REGISTRY_BYTES + stateBytes(workload))) / BYTES_A_GB;
  return [
    use('device states and registry: writes', writes / MILLION, 'table-write-units'),
    use('look-ups of uploads: reads', reads / MILLION, 'table-read-units'),
    use('storage', gb, 'table-storage'),
    use('point-in-time recovery', gb, 'table-backups'),
  ];
}

/** A device is looked up once a minute in each environment at most, and never more often than it uploads. */
function lookUps({ eventsPerMonth, devices, duty }: Workload, environments: number): number {
  const minutes = (SECONDS_A_MONTH * duty) / REMEMBERED_SECONDS;
  return Math.min(eventsPerMonth, devices * environments * minutes);
}

function stateBytes({ eventBytes }: Workload): number {
  return Math.min(eventBytes, STATE_PAYLOAD_BYTES) + STATE_OVERHEAD_BYTES;
}

function unitsOf(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}

function use(what: string, quantity: number, price: Use['price']): Use {
  return { part: 'DynamoDB', what, quantity, price };
}
