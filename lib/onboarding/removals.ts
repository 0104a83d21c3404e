import type { TenantId } from '../domain/identifiers.ts';
import type { Departures } from './departures.ts';
import type { Finding } from './findings.ts';
import type { GroupLag } from './group-lag.ts';
import type { Leaving } from './plan.ts';

export type RemovalRules = {
  /** Mappings of departed tenants that one run may remove. */
  readonly most: number;
  /**
   * Milliseconds after a tenant's deletion in which its mapping stays: devices are still let in for as long as the
   * registry's answers are believed, and what is answered 202 is consumed.
   */
  readonly graceMs: number;
};

export type RemovalOrder = {
  /** Mappings of these go although their group has not caught up. */
  readonly force: readonly TenantId[];
  /** Takes the place of the rule for one run. */
  readonly most?: number | undefined;
};

export type RemovalPorts = {
  readonly departures: Departures;
  readonly lag: GroupLag;
  readonly clock: () => number;
};

export type Removals = {
  readonly ready: readonly Leaving[];
  readonly findings: readonly Finding[];
};

/**
 * Which mappings may go: those of tenants that the registry remembers to have deleted, a while ago, few at once. Whether
 * their groups have caught up is asked one by one, by `findBacklog`.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function decideRemovals(
  leaving: readonly Leaving[],
  rules: RemovalRules,
  order: RemovalOrder,
  { departures, clock }: RemovalPorts,
): Promise<Removals> {
  const isForced = ({ tenant }: Leaving) => order.force.includes(tenant);
  const forced = leaving.filter(isForced);
  const others = leaving.filter((one) => !isForced(one));
  const missing = others.filter(({ isRegistered }) => !isRegistered);
  const departed = await departures.departedAt(missing.map(({ tenant }) => tenant));
  const due = missing.filter(({ tenant }) => {
    return clock() - (departed.get(tenant) ?? Number.POSITIVE_INFINITY) >= rules.graceMs;
  });
  const findings: Finding[] = [
    ...others
      .filter(({ isRegistered }) => isRegistered)
      .map(({ tenant }) => ({ kind: 'moved-to-amqp', tenant }) as const),
    ...missing
      .filter(({ tenant }) => !departed.has(tenant))
      .map(({ tenant }) => ({ kind: 'never-registered', tenant }) as const),
  ];
  const most = order.most ?? rules.most;
  if (due.length <= most) return { ready: [...forced, ...due], findings };
  const tooMany = { kind: 'too-many-removals', leaving: due.length, most } as const;
  return { ready: forced, findings: [...findings, tooMany] };
}

/** @returns why the mapping has to stay for now. */
export async function findBacklog(
  { tenant, mapping }: Leaving,
  { force }: RemovalOrder,
  { lag }: RemovalPorts,
): Promise<Finding | undefined> {
  if (force.includes(tenant)) return undefined;
  const records = await lag.lagOf(mapping.topic, mapping.consumerGroup);
  return records === 0 ? undefined : { kind: 'not-caught-up', tenant, lag: records };
}
