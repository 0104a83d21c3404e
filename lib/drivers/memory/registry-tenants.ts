import { type TenantId, topicCollisionKey } from '../../domain/identifiers.ts';
import { claimsOf } from '../../registry/claims.ts';
import { refusals } from '../../registry/refusals.ts';
import type { Expectation, StoredTenant, TenantStore } from '../../registry/registry-store.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { assertVersion, type RegistryState, toPage } from './registry-state.ts';

export function memoryTenantStore(state: RegistryState): TenantStore {
  const { tenants, topics, departures, outbox } = state;
  return {
    createTenant: async (id, document, change) => {
      if (tenants.has(id)) throw refusals.tenantExists();
      assertTopicIsFree(state, id);
      assertClaimsAreFree(state, id, document);
      tenants.set(id, { id, version: change.version, document });
      topics.set(topicCollisionKey(id), id);
      departures.delete(id);
      outbox.push(...change.outbox);
    },
    findTenant: async (id) => tenants.get(id),
    updateTenant: async (id, document, change, expected) => {
      existing(state, id, expected);
      assertClaimsAreFree(state, id, document);
      tenants.set(id, { id, version: change.version, document });
      outbox.push(...change.outbox);
    },
    deleteTenant: async (id, announcement, expected) => {
      existing(state, id, expected);
      tenants.delete(id);
      departures.set(id, announcement.atMs);
      outbox.push(...announcement.outbox);
    },
    listTenants: async (limit, after) => toPage(tenants.values(), limit, after),
  };
}

function existing({ tenants }: RegistryState, id: TenantId, expected: Expectation): StoredTenant {
  const stored = tenants.get(id);
  if (!stored) throw refusals.noSuchTenant();
  assertVersion(stored, expected);
  return stored;
}

function assertTopicIsFree({ topics }: RegistryState, id: TenantId): void {
  const owner = topics.get(topicCollisionKey(id));
  if (owner === undefined || owner === id) return;
  throw refusals.tenantIdCollides();
}

function assertClaimsAreFree({ tenants }: RegistryState, id: TenantId, document: TenantDocument) {
  const claims = claimsOf(id, document);
  for (const other of tenants.values()) {
    if (other.id === id) continue;
    const taken = claimsOf(other.id, other.document);
    if (claims.alias !== undefined && claims.alias === taken.alias) {
      throw refusals.aliasExists();
    }
    const shared = [...claims.trustAnchors].some((subject) => taken.trustAnchors.has(subject));
    if (shared && claims.owner !== taken.owner) {
      throw refusals.trustAnchorExists();
    }
  }
}
