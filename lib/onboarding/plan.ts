import type { TenantId } from '../domain/identifiers.ts';
import type { Finding } from './findings.ts';
import type { Mapping, MappingProperties, NewMapping } from './mapping-control.ts';
import { driftOf } from './mapping-drift.ts';
import { consumerGroupOf, type NamePatterns, tenantOf, topicOf } from './mapping-names.ts';
import {
  pollerGroupOf,
  type PollerGroups,
  pollerGroups,
  withPollerGroup,
} from './poller-groups.ts';
import { isOnKafka, type RegisteredTenant } from './tenant-list.ts';
import { tenantTopics, type TopicRules } from './tenant-topics.ts';
import type { Topic } from './topic-admin.ts';

/** The settings of every tenant's mapping, as `deploy/event-source-mapping.yml` has them. */
export type MappingRules = NamePatterns & { readonly properties: MappingProperties };

export type Rules = {
  readonly topics: TopicRules;
  readonly mapping: MappingRules;
  /** With a poller no mapping is made or corrected; absent means mappings. */
  readonly eventsReadBy?: 'mappings' | 'poller';
};

export type Actual = {
  readonly topics: ReadonlyMap<string, number>;
  readonly mappings: readonly Mapping[];
};

export type Step =
  | { readonly kind: 'create-topics'; readonly topics: readonly Topic[] }
  | { readonly kind: 'grow-topic'; readonly topic: string; readonly partitions: number }
  | { readonly kind: 'create-mapping'; readonly mapping: NewMapping }
  | {
      readonly kind: 'correct-mapping';
      readonly mapping: Mapping;
      readonly properties: MappingProperties;
    }
  /** The tenant is back, and its old mapping is on its way out. */
  | { readonly kind: 'await-removal'; readonly mapping: Mapping };

/** What is to be done for one tenant, in this order. */
export type TenantPlan = { readonly tenant: TenantId; readonly steps: readonly Step[] };

/** A mapping whose tenant has no use for it. */
export type Leaving = {
  readonly tenant: TenantId;
  readonly mapping: Mapping;
  /** Whether the registry has the tenant; it is on another messaging network then. */
  readonly isRegistered: boolean;
};

export type Plan = {
  readonly tenants: readonly TenantPlan[];
  readonly leaving: readonly Leaving[];
  readonly findings: readonly Finding[];
};

/**
 * Compares what should be with what is. Topics are never taken away, and never get fewer partitions; more only where the tenant
 * asks for them, because a device's events go elsewhere from then on.
 */
export function planTenants(
  registered: readonly RegisteredTenant[],
  { topics, mappings }: Actual,
  rules: Rules,
): Plan {
  const owned = ownMappings(mappings, rules.mapping);
  const base = pollerGroupOf(rules.mapping.properties);
  const groups = pollerGroups(
    base,
    mappings.map(({ properties }) => properties),
  );
  const onKafka = registered.filter(isOnKafka);
  const wanted = onKafka.map((tenant) => {
    const { topics: desired, mayGrow, problem: reason } = tenantTopics(tenant, rules.topics);
    const mapping =
      rules.eventsReadBy === 'poller'
        ? []
        : mappingSteps(tenant.id, owned.get(tenant.id), rules.mapping, groups);
    const plan = {
      tenant: tenant.id,
      steps: [...topicSteps(desired, topics, mayGrow), ...mapping],
    };
    return { plan, problem: reason };
  });
  return {
    tenants: wanted.map(({ plan }) => plan).filter(({ steps }) => steps.length > 0),
    leaving: leavingOf(owned, registered),
    findings: wanted.flatMap(({ plan: { tenant }, problem: reason }) =>
      reason === undefined ? [] : [{ kind: 'settings-refused', tenant, reason }],
    ),
  };
}

export function topicSteps(
  desired: readonly Topic[],
  existing: ReadonlyMap<string, number>,
  mayGrow = false,
): Step[] {
  const missing = desired.filter(({ name }) => !existing.has(name));
  const growing = desired.filter(({ name, partitions }) => {
    return mayGrow && (existing.get(name) ?? partitions) < partitions;
  });
  return [
    ...(missing.length > 0 ? [{ kind: 'create-topics', topics: missing } as const] : []),
    ...growing.map(
      ({ name, partitions }) => ({ kind: 'grow-topic', topic: name, partitions }) as const,
    ),
  ];
}

/** A mapping is a tenant's by its topic and its group; others that read the topic are somebody else's. */
function ownMappings(
  mappings: readonly Mapping[],
  rules: MappingRules,
): ReadonlyMap<TenantId, Mapping> {
  const owned = new Map<TenantId, Mapping>();
  for (const mapping of mappings) {
    const tenant = tenantOf(rules, mapping.topic);
    if (tenant !== undefined && consumerGroupOf(rules, tenant) === mapping.consumerGroup) {
      owned.set(tenant, mapping);
    }
  }
  return owned;
}

/** Lambda takes no change while another is on its way. */
const CHANGEABLE = new Set(['Enabled', 'Disabled']);

function mappingSteps(
  tenant: TenantId,
  mapping: Mapping | undefined,
  rules: MappingRules,
  groups: PollerGroups,
): Step[] {
  if (mapping?.state === 'Deleting') return [{ kind: 'await-removal', mapping }];
  if (mapping && !CHANGEABLE.has(mapping.state)) return [];
  if (mapping) {
    const properties = driftOf(desiredOf(mapping, rules, groups), mapping.properties);
    return properties ? [{ kind: 'correct-mapping', mapping, properties }] : [];
  }
  const created = {
    tenant,
    topic: topicOf(rules, tenant),
    consumerGroup: consumerGroupOf(rules, tenant),
    properties: groups.place(rules.properties),
  };
  return [{ kind: 'create-mapping', mapping: created }];
}

/** A mapping stays in the group in which it is. */
function desiredOf(
  { properties }: Mapping,
  rules: MappingRules,
  groups: PollerGroups,
): MappingProperties {
  const group = pollerGroupOf(properties);
  if (group === undefined) return groups.place(rules.properties);
  return withPollerGroup(rules.properties, group);
}

function leavingOf(
  owned: ReadonlyMap<TenantId, Mapping>,
  registered: readonly RegisteredTenant[],
): Leaving[] {
  const all = new Set(registered.map(({ id }) => id));
  const served = new Set(registered.filter(isOnKafka).map(({ id }) => id));
  return [...owned]
    .filter(([tenant, { state }]) => !served.has(tenant) && state !== 'Deleting')
    .map(([tenant, mapping]) => ({ tenant, mapping, isRegistered: all.has(tenant) }));
}
