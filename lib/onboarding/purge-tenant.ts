import type { TenantId } from '../domain/identifiers.ts';
import { deadLetterTopic, eventTopic, telemetryTopic } from '../domain/topics.ts';
import type { TopicAdmin, TopicRemoval } from './topic-admin.ts';

export type Purge = {
  readonly findTenant: (id: TenantId) => Promise<unknown>;
  readonly topics: Pick<TopicAdmin, 'list'> & TopicRemoval;
  /** Consumer groups of which a member reads one of the topics at this moment. */
  readonly readersOf: (topics: readonly string[]) => Promise<readonly string[]>;
};

export type PurgePlan =
  /** It is a tenant of the registry: nothing of it may go. */
  | { readonly kind: 'registered' }
  /** Its mapping, or another application, still reads. */
  | { readonly kind: 'consumed'; readonly readers: readonly string[] }
  /** @param topics those that exist; none when nothing is left of the tenant. */
  | { readonly kind: 'ready'; readonly topics: readonly string[] };

/** What would go with a tenant that is gone, or why nothing may. */
export async function planPurge(tenant: TenantId, purge: Purge): Promise<PurgePlan> {
  if ((await purge.findTenant(tenant)) !== undefined) return { kind: 'registered' };
  const existing = await purge.topics.list();
  const topics = [eventTopic, telemetryTopic, deadLetterTopic]
    .map((nameOf) => nameOf(tenant))
    .filter((name) => existing.has(name));
  const readers = topics.length > 0 ? await purge.readersOf(topics) : [];
  return readers.length > 0 ? { kind: 'consumed', readers } : { kind: 'ready', topics };
}

/** Deletes a tenant's topics with all that they hold, unless there is a reason not to. Nothing else deletes a topic. */
export async function purgeTenant(tenant: TenantId, purge: Purge): Promise<PurgePlan> {
  const plan = await planPurge(tenant, purge);
  if (plan.kind === 'ready' && plan.topics.length > 0) await purge.topics.remove(plan.topics);
  return plan;
}
