import type { TenantId } from '../../domain/identifiers.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  Announcement,
  Change,
  Expectation,
  StoredTenant,
  TenantStore,
  Version,
} from '../../registry/registry-store.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { claimWrites } from './claims.ts';
import { isAbsent, isVersion } from './conditions.ts';
import { forgetCount } from './device-count.ts';
import { outboxWrites } from './outbox.ts';
import { Overtaken, untilNotOvertaken } from './overtaken.ts';
import { keyOf } from './registry-keys.ts';
import type { Table } from './table.ts';
import { dynamoDbTenants, findTenant } from './tenants.ts';
import { type Condition, put, remove, transact } from './transaction.ts';

export function dynamoDbTenantStore(table: Table): TenantStore {
  return {
    ...dynamoDbTenants(table),
    createTenant: (id, tenant, change) =>
      untilNotOvertaken(() => createTenant(table, id, tenant, change)),
    updateTenant: (id, tenant, change, expected) =>
      untilNotOvertaken(() => updateTenant(table, id, tenant, change, expected)),
    deleteTenant: (id, announcement, expected) =>
      untilNotOvertaken(() => deleteTenant(table, id, announcement, expected)),
  };
}

async function createTenant(
  table: Table,
  id: TenantId,
  tenant: TenantDocument,
  change: Change,
): Promise<void> {
  await transact(table, [
    put(toItem(id, tenant, change.version), isAbsent(refusals.tenantExists)),
    put({ ...keyOf.topic(id), tenant: id }, isAbsentOrOf(id)),
    put(keyOf.tenantEntry(id)),
    ...(await claimWrites(table, id, undefined, tenant)),
    ...outboxWrites(id, change),
  ]);
}

async function updateTenant(
  table: Table,
  id: TenantId,
  tenant: TenantDocument,
  change: Change,
  expected: Expectation,
): Promise<void> {
  const stored = await existingTenant(table, id, expected);
  await transact(table, [
    put(toItem(id, tenant, change.version), isStill(stored)),
    ...forgetCount(id, stored.document, tenant),
    ...(await claimWrites(table, id, stored.document, tenant)),
    ...outboxWrites(id, change),
  ]);
}

async function deleteTenant(
  table: Table,
  id: TenantId,
  announcement: Announcement,
  expected: Expectation,
): Promise<void> {
  const stored = await existingTenant(table, id, expected);
  await transact(table, [
    remove(keyOf.tenant(id), isStill(stored)),
    remove(keyOf.tenantEntry(id)),
    ...forgetCount(id, stored.document),
    put({ ...keyOf.topic(id), tenant: id, departed: announcement.atMs }),
    ...(await claimWrites(table, id, stored.document, undefined)),
    ...outboxWrites(id, announcement),
  ]);
}

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `VERSION_MISMATCH` */
async function existingTenant(
  table: Table,
  id: TenantId,
  { version }: Expectation,
): Promise<StoredTenant> {
  const stored = await findTenant(table, id);
  if (!stored) throw refusals.noSuchTenant();
  if (version !== undefined && version !== stored.version) throw refusals.versionMismatch();
  return stored;
}

/** The claims that are given up are those of the document that was read. */
function isStill({ id, version }: StoredTenant): Condition {
  return isVersion(version, () => new Overtaken(`tenant ${id} was changed meanwhile`));
}

function isAbsentOrOf(id: TenantId): Condition {
  return {
    holds: 'attribute_not_exists(pk) OR tenant = :tenant',
    values: { ':tenant': id },
    refuse: refusals.tenantIdCollides,
  };
}

function toItem(id: TenantId, tenant: TenantDocument, version: Version) {
  return { ...keyOf.tenant(id), version, document: JSON.stringify(tenant) };
}
