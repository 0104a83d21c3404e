import { readPrices } from '../../cli/cost/price-file.ts';
import type { Workload } from '../../cli/cost/workload.ts';

/** A million events a month of ten tenants and twenty devices, on a cluster that is there. */
export function workload(changes: Partial<Workload> = {}): Workload {
  return {
    eventsPerMonth: 1_000_000,
    tenants: 10,
    devices: 20,
    eventBytes: 700,
    duty: 1,
    batch: 10,
    consumers: 1,
    memoryMb: 512,
    ingestMs: 20,
    consumeMs: 30,
    partitions: 3,
    retentionHours: 73,
    kafka: 'existing',
    mappings: 'provisioned',
    network: 'none',
    metrics: 'on',
    ...changes,
  };
}

export const prices = readPrices('us-east-1', undefined);
