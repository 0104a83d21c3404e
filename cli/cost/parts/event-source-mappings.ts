import type { Use } from '../bill.ts';
import {
  batchOf,
  HOURS_A_MONTH,
  invocationMs,
  rateOf,
  throughputOf,
  type Workload,
} from '../workload.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
const POLLERS_A_UNIT = 10;
const MB_A_POLLER = 5;
const INVOCATIONS_A_POLLER = 5;

/** Nothing in on-demand mode, which takes no partial answers. */
export function eventSourceMappings(workload: Workload): Use[] {
  if (workload.mappings === 'on-demand') return [];
  return [
    {
      part: 'event source mappings',
      what: 'pollers',
      quantity: unitsFor(workload) * HOURS_A_MONTH,
      price: 'event-poller-unit-hours',
    },
  ];
}

/** Mappings of one group share units; a mapping has one poller at least, and as many more as its events ask for. */
function unitsFor(workload: Workload): number {
  const { tenants, consumers } = workload;
  const forBytes = throughputOf(workload) / MB_A_POLLER;
  const atATime = ((rateOf(workload) / batchOf(workload)) * invocationMs(workload)) / 1000;
  const pollers = Math.max(tenants, forBytes, atATime / INVOCATIONS_A_POLLER);
  return Math.ceil((consumers * pollers) / POLLERS_A_UNIT);
}
