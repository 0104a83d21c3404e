import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import type { JsonObject } from '../../lib/domain/json.ts';
import { REGISTRY_TOPICS } from '../../lib/domain/topics.ts';
import {
  memoryControlPlane,
  type MemoryControlPlane,
} from '../../lib/drivers/memory/control-plane.ts';
import { memoryRegistry, type MemoryRegistry } from '../../lib/drivers/memory/registry.ts';
import type { Finding } from '../../lib/onboarding/findings.ts';
import { type Reconciler, reconcile, type Summary } from '../../lib/onboarding/reconcile.ts';
import type { RemovalOrder } from '../../lib/onboarding/removals.ts';
import { AN_INSTANT_MS, change } from './registry-values.ts';

export const GRACE_MS = 60_000;
export const MOST_REMOVALS = 3;

export const RULES = {
  topics: { partitions: 3, mostPartitions: 12, deadLetterMaxBytes: 2_097_152 },
  mapping: {
    topic: 'hono.event.{tenant}',
    consumerGroup: 'tidegate.{tenant}',
    properties: {
      BatchSize: 100,
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 20, PollerGroupName: 'poll' },
    },
  },
  fixedTopics: REGISTRY_TOPICS,
  removals: { most: MOST_REMOVALS, graceMs: GRACE_MS },
};

/** A registry, a control plane, and the reconciler between them, all in memory. */
export type Onboarding = {
  readonly registry: MemoryRegistry;
  readonly aws: MemoryControlPlane;
  readonly findings: Finding[];
  readonly failures: (TenantId | undefined)[];
  readonly clock: { nowMs: number };
  readonly register: (tenant: string, ext?: JsonObject) => Promise<void>;
  readonly deregister: (tenant: string) => Promise<void>;
  readonly run: (given?: Partial<RunOptions>) => Promise<Summary>;
  /** Tenants that have a mapping, in the order of their names. */
  readonly mapped: () => string[];
};

type RunOptions = RemovalOrder & {
  readonly remainingMs: () => number;
  readonly reconciler: Partial<Reconciler>;
};

export function onboarding(): Onboarding {
  const registry = memoryRegistry();
  const clock = { nowMs: AN_INSTANT_MS };
  const aws = memoryControlPlane(() => clock.nowMs);
  const findings: Finding[] = [];
  const failures: (TenantId | undefined)[] = [];
  const reconciler: Reconciler = {
    tenants: registry.store,
    departures: registry.departures,
    topics: aws.topics,
    lag: aws.lag,
    mappings: aws.mappings,
    rules: RULES,
    reportFinding: (finding) => findings.push(finding),
    reportFailure: (tenant) => failures.push(tenant),
    reportDone: () => {},
    clock: () => clock.nowMs,
    random: () => 0,
  };
  const atNow = () => change({ atMs: clock.nowMs });
  return {
    registry,
    aws,
    findings,
    failures,
    clock,
    register: (tenant, ext) =>
      registry.store.createTenant(parseTenantId(tenant), ext ? { ext } : {}, atNow()),
    deregister: (tenant) => registry.store.deleteTenant(parseTenantId(tenant), atNow(), {}),
    run: ({ force = [], most, remainingMs = () => 60_000, reconciler: others } = {}) =>
      reconcile({ ...reconciler, ...others }, { force, most }, remainingMs),
    mapped: () =>
      aws
        .kept()
        .map(({ topic }) => topic.replace('hono.event.', ''))
        .toSorted(),
  };
}

/** Waits for nobody. */
export const UNHURRIED = { turn: async () => {} };

/** A world whose tenants have all that is theirs. */
export async function reconciled(...tenants: string[]): Promise<Onboarding> {
  const world = onboarding();
  for (const tenant of tenants) await world.register(tenant);
  await world.run();
  return world;
}

/** Tenants that went so long ago that their mappings may go. */
export async function departed(world: Onboarding, ...tenants: string[]): Promise<void> {
  for (const tenant of tenants) await world.deregister(tenant);
  world.clock.nowMs += GRACE_MS;
}
