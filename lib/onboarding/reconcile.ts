import { ServiceError } from '../domain/errors.ts';
import type { MappingControl } from './mapping-control.ts';
import { type Actual, type Leaving, planTenants, type Rules, topicSteps } from './plan.ts';
import {
  decideRemovals,
  findBacklog,
  type RemovalOrder,
  type RemovalPorts,
  type RemovalRules,
} from './removals.ts';
import { beginRun, type Outcome, type Reports, type Tally } from './run.ts';
import { takeSteps } from './take-step.ts';
import { allTenants, type TenantList } from './tenant-list.ts';
import { fixedTopics } from './tenant-topics.ts';
import type { TopicAdmin } from './topic-admin.ts';

export type Reconciler = RemovalPorts &
  Reports & {
    readonly tenants: TenantList;
    readonly topics: TopicAdmin;
    readonly mappings: MappingControl;
    readonly rules: Rules & {
      /** Names of topics that belong to no tenant. */
      readonly fixedTopics: readonly string[];
      readonly removals: RemovalRules;
    };
    readonly reportDone: (summary: Summary) => void;
    /** In [0, 1). */
    readonly random: () => number;
  };

export type Summary = Tally & {
  /** Of the registry. */
  readonly tenants: number;
};

/**
 * Brings topics and mappings to what the registry's tenants should have. It may run at any time, several times at once, and
 * be interrupted anywhere: it decides by what it sees, never by what it did before.
 *
 * @param remainingMs milliseconds until the function is stopped
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, before anything was touched; `TENANTS_NOT_RECONCILED` when some tenants
 *   need another run.
 */
export async function reconcile(
  reconciler: Reconciler,
  order: RemovalOrder,
  remainingMs: () => number,
): Promise<Summary> {
  const { rules } = reconciler;
  const registered = await allTenants(reconciler.tenants);
  const actual = await readActual(reconciler);
  const plan = planTenants(registered, actual, rules);
  const run = beginRun(reconciler, remainingMs, reconciler.random);
  for (const finding of plan.findings) run.find(finding);

  const shared = {
    tenant: undefined,
    steps: topicSteps(fixedTopics(rules.topics, rules.fixedTopics), actual.topics),
  };
  const plans = shared.steps.length > 0 ? [shared, ...plan.tenants] : plan.tenants;
  await run.each(plans, ({ tenant, steps }) => takeSteps(tenant, steps, reconciler));

  if (registered.length > 0) {
    const { ready, findings } = await decideRemovals(
      plan.leaving,
      rules.removals,
      order,
      reconciler,
    );
    for (const finding of findings) run.find(finding);
    await run.each(ready, (leaving) => remove(leaving, order, reconciler));
  } else if (plan.leaving.length > 0) {
    run.find({ kind: 'registry-empty', mappings: plan.leaving.length });
  }
  return conclude({ tenants: registered.length, ...run.tally() }, reconciler);
}

async function readActual({ topics, mappings }: Reconciler): Promise<Actual> {
  const [existing, listed] = await Promise.all([topics.list(), mappings.list()]);
  return { topics: existing, mappings: listed };
}

async function remove(
  leaving: Leaving,
  order: RemovalOrder,
  reconciler: Reconciler,
): Promise<Outcome> {
  const { tenant, mapping } = leaving;
  const backlog = await findBacklog(leaving, order, reconciler);
  if (backlog) return { kind: 'found', finding: backlog };
  if ((await reconciler.mappings.ownerOf(mapping)) !== tenant) {
    return { kind: 'found', finding: { kind: 'not-ours', tenant, mapping: mapping.id } };
  }
  await reconciler.mappings.remove(mapping);
  return { kind: 'removed' };
}

/** Whatever invoked the function invokes it again. */
function conclude(summary: Summary, { reportDone }: Reconciler): Summary {
  reportDone(summary);
  const { failed, unfinished } = summary;
  if (failed + unfinished === 0) return summary;
  throw new ServiceError(
    'TENANTS_NOT_RECONCILED',
    `${failed} tenants failed, and ${unfinished} are left to the next run`,
  );
}
