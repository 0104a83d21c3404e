import { type Line, sumOf, toLine, type Use } from './bill.ts';
import { apiGateway } from './parts/api-gateway.ts';
import { containers } from './parts/containers.ts';
import { eventSourceMappings } from './parts/event-source-mappings.ts';
import { kafka } from './parts/kafka.ts';
import { consumerFunctions, ingestFunction, otherFunctions } from './parts/lambda.ts';
import { instancesFor, managedInstances, VCPUS } from './parts/managed-instances.ts';
import { network } from './parts/network.ts';
import { observation } from './parts/observation.ts';
import { tables } from './parts/tables.ts';
import type { PriceList } from './price-list.ts';
import { rateOf, type Workload } from './workload.ts';

/** Where `ingest` and the consumers run. */
export const platforms = ['functions', 'managed instances', 'poller'] as const;

export type Platform = (typeof platforms)[number];

export type Estimate = {
  readonly platform: Platform;
  readonly lines: readonly Line[];
  /** USD a month, of what has a price. */
  readonly total: number;
};

export function estimate(platform: Platform, workload: Workload, prices: PriceList): Estimate {
  const uses = [...shared(workload), ...platformsOwn[platform](workload, prices)];
  const lines = uses.map((use) => toLine(prices, use)).filter(({ quantity }) => quantity > 0);
  return { platform, lines, total: sumOf(lines) };
}

/** Environments of `ingest` that run at the same time. */
export function environmentsOf(workload: Workload): number {
  return Math.max(1, Math.ceil((rateOf(workload) * workload.ingestMs) / 1000));
}

function shared(workload: Workload): Use[] {
  return [...apiGateway(workload), ...otherFunctions(workload), ...kafka(workload)];
}

const platformsOwn: Readonly<Record<Platform, (workload: Workload, prices: PriceList) => Use[]>> = {
  functions: onFunctions,
  'managed instances': onManagedInstances,
  poller: withPoller,
};

function onFunctions(workload: Workload): Use[] {
  return [
    ...ingestFunction(workload),
    ...consumerFunctions(workload),
    ...eventSourceMappings(workload),
    ...tables(workload, environmentsOf(workload)),
    ...observation(workload, true),
    ...network(workload, 0),
  ];
}

function onManagedInstances(workload: Workload, prices: PriceList): Use[] {
  return [
    ...managedInstances(workload, prices),
    ...eventSourceMappings(workload),
    ...tables(workload, instancesFor(workload) * VCPUS),
    ...observation(workload, true),
    ...network(workload, 0),
  ];
}

function withPoller(workload: Workload): Use[] {
  return [
    ...ingestFunction(workload),
    ...containers(workload),
    ...tables(workload, environmentsOf(workload)),
    ...observation(workload, false),
    ...network(workload, workload.consumers),
  ];
}
