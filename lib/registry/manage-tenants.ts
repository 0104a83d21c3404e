import { ServiceError } from '../domain/errors.ts';
import { parseTenantId, type TenantId } from '../domain/identifiers.ts';
import { newChange, type Registry } from './management.ts';
import { tenantChanged } from './notifications.ts';
import { assertLimitsStay, listVisibleTenants } from './operators.ts';
import type { ChangeKind } from './outbox.ts';
import { refusals } from './refusals.ts';
import type { Expectation, Page, StoredTenant, Version } from './registry-store.ts';
import { type Search, searchAll, type SearchResult } from './search.ts';
import {
  MAX_SUBJECT_BYTES,
  type RequestedTenant,
  type RequestedTrustAnchor,
  type TenantDocument,
  type TrustAnchor,
} from './tenant-document.ts';
import { assertVersion, writeExpected } from './write-expected.ts';

/** A tenant claims the subject of each trust anchor, and a write of the store holds at most a hundred items. */
const MAX_TRUST_ANCHORS = 40;

/**
 * @param id chosen by the registry when absent.
 * @throws {ServiceError} as `TenantStore.createTenant`, and `INVALID_REQUEST`
 */
export async function createTenant(
  registry: Registry,
  id: TenantId | undefined,
  requested: RequestedTenant,
): Promise<{ readonly id: TenantId; readonly version: Version }> {
  const tenantId = id ?? parseTenantId(registry.newId());
  const tenant = withTrustAnchorIds(registry, requested);
  const change = newChange(registry, audited('CREATE', tenantId), (atMs) =>
    tenantChanged('CREATE', tenantId, tenant, atMs),
  );
  await registry.store.createTenant(tenantId, tenant, change);
  return { id: tenantId, version: change.version };
}

/** @throws {ServiceError} `TENANT_NOT_FOUND` */
export async function readTenant(registry: Registry, id: TenantId): Promise<StoredTenant> {
  const tenant = await registry.store.findTenant(id);
  if (!tenant) throw refusals.noSuchTenant();
  return tenant;
}

/** @throws {ServiceError} as `TenantStore.updateTenant`, and `INVALID_REQUEST`, `NOT_AUTHORIZED` */
export async function updateTenant(
  registry: Registry,
  id: TenantId,
  requested: RequestedTenant,
  expected: Expectation,
): Promise<Version> {
  const identified = withTrustAnchorIds(registry, requested);
  return writeExpected(expected, async () => {
    const { document, version } = await expectedTenant(registry, id, expected);
    const tenant = withKeptCertificates(identified, document);
    assertLimitsStay(registry.principal, document, tenant);
    const change = newChange(registry, audited('UPDATE', id, version), (atMs) =>
      tenantChanged('UPDATE', id, tenant, atMs),
    );
    await registry.store.updateTenant(id, tenant, change, { version });
    return change.version;
  });
}

/** @throws {ServiceError} as `TenantStore.deleteTenant` */
export async function deleteTenant(
  registry: Registry,
  id: TenantId,
  expected: Expectation,
): Promise<void> {
  await writeExpected(expected, async () => {
    const { version } = await expectedTenant(registry, id, expected);
    const change = newChange(registry, audited('DELETE', id, version), (atMs) =>
      tenantChanged('DELETE', id, undefined, atMs),
    );
    await registry.store.deleteTenant(id, change, { version });
  });
}

/** @throws {ServiceError} `NOTHING_FOUND`, `SEARCH_TOO_WIDE` */
export async function searchTenants(
  registry: Registry,
  search: Search,
): Promise<SearchResult<StoredTenant>> {
  const list = (limit: number, after?: string) => listVisibleTenants(registry, limit, after);
  const found = await searchAll(list, ({ id, document }) => ({ id, ...document }), search);
  if (found.result.length === 0) throw new ServiceError('NOTHING_FOUND', 'no tenants found');
  return found;
}

export function walkTenants(
  registry: Registry,
  limit: number,
  after: string | undefined,
): Promise<Page<StoredTenant>> {
  return listVisibleTenants(registry, limit, after);
}

async function expectedTenant(
  registry: Registry,
  id: TenantId,
  expected: Expectation,
): Promise<StoredTenant> {
  const tenant = await readTenant(registry, id);
  assertVersion(tenant, expected);
  return tenant;
}

function audited(change: ChangeKind, id: TenantId, before?: Version) {
  return {
    change,
    resource: 'tenant',
    'tenant-id': id,
    ...(before !== undefined && { 'version-before': before }),
  } as const;
}

function withTrustAnchorIds(
  registry: Registry,
  { 'trusted-ca': anchors, ...tenant }: RequestedTenant,
): TenantDocument {
  if (!anchors) return tenant;
  assertTrustAnchors(anchors);
  return {
    ...tenant,
    'trusted-ca': anchors.map((anchor) => ({ ...anchor, id: anchor.id ?? registry.newId() })),
  };
}

/** Who reads a tenant and writes it back does not see the certificates, and means to keep them. */
function withKeptCertificates(
  { 'trusted-ca': anchors, ...tenant }: TenantDocument,
  { 'trusted-ca': kept = [] }: TenantDocument,
): TenantDocument {
  if (!anchors) return tenant;
  return {
    ...tenant,
    'trusted-ca': anchors.map((anchor) => {
      const { cert } =
        anchor.cert === undefined ? (kept.find(isSameAuthority(anchor)) ?? {}) : anchor;
      return cert === undefined ? anchor : { ...anchor, cert };
    }),
  };
}

function isSameAuthority(anchor: TrustAnchor): (other: TrustAnchor) => boolean {
  return (other) =>
    other['subject-dn'] === anchor['subject-dn'] && other['public-key'] === anchor['public-key'];
}

function assertTrustAnchors(anchors: readonly RequestedTrustAnchor[]): void {
  if (anchors.length > MAX_TRUST_ANCHORS) {
    throw new ServiceError('INVALID_REQUEST', `trusted-ca: at most ${MAX_TRUST_ANCHORS} entries`);
  }
  if (anchors.some((one) => Buffer.byteLength(one['subject-dn']) > MAX_SUBJECT_BYTES)) {
    throw new ServiceError(
      'INVALID_REQUEST',
      `trusted-ca: a subject has at most ${MAX_SUBJECT_BYTES} bytes`,
    );
  }
  const ids = anchors.map(({ id }) => id).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) {
    throw new ServiceError('INVALID_REQUEST', 'trusted-ca: the ids must differ from each other');
  }
}
