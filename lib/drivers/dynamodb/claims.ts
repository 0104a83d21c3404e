import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../domain/identifiers.ts';
import { type Claims, claimsOf } from '../../registry/claims.ts';
import { refusals } from '../../registry/refusals.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { isAbsent, isVersion } from './conditions.ts';
import { Overtaken } from './overtaken.ts';
import { keyOf } from './registry-keys.ts';
import { type Item, textMember } from './item.ts';
import { getItems, type Table } from './table.ts';
import { put, remove, type Write } from './transaction.ts';

/**
 * The writes that give up the names which a tenant no longer has and take those which are new.
 *
 * @param before undefined while it is created, as `after` while it is deleted.
 * @throws {ServiceError} `TRUST_ANCHOR_EXISTS`
 */
export async function claimWrites(
  table: Table,
  id: TenantId,
  before: TenantDocument | undefined,
  after: TenantDocument | undefined,
): Promise<readonly Write[]> {
  const [held, wanted] = [claimsOf(id, before), claimsOf(id, after)];
  return [...aliasWrites(id, held, wanted), ...(await anchorWrites(table, id, held, wanted))];
}

function aliasWrites(id: TenantId, held: Claims, wanted: Claims): Write[] {
  if (held.alias === wanted.alias) return [];
  const writes: Write[] = [];
  if (held.alias !== undefined) writes.push(remove(keyOf.alias(held.alias)));
  if (wanted.alias !== undefined) {
    const item = { ...keyOf.alias(wanted.alias), tenant: id };
    writes.push(put(item, isAbsent(refusals.aliasExists)));
  }
  return writes;
}

async function anchorWrites(
  table: Table,
  id: TenantId,
  held: Claims,
  wanted: Claims,
): Promise<Write[]> {
  const subjects = changedSubjects(held, wanted);
  const items = await getItems(table, subjects.map(keyOf.trustAnchor));
  return subjects.map((subject, index) => {
    const others = otherOwners(items[index], id);
    const isWanted = wanted.trustAnchors.has(subject);
    const mayShare = others.length === 0 || items[index]?.['owner'] === wanted.owner;
    if (isWanted && !mayShare) throw refusals.trustAnchorExists();
    const tenants = isWanted ? [...others, id] : others;
    return anchorWrite(subject, items[index], tenants, isWanted ? wanted.owner : undefined);
  });
}

function changedSubjects(held: Claims, wanted: Claims): string[] {
  const all = [...new Set([...held.trustAnchors, ...wanted.trustAnchors])];
  const stays = (subject: string) =>
    held.owner === wanted.owner &&
    held.trustAnchors.has(subject) &&
    wanted.trustAnchors.has(subject);
  return all.filter((subject) => !stays(subject));
}

function otherOwners(item: Item | undefined, id: TenantId): readonly unknown[] {
  const tenants = item?.['tenants'];
  return Array.isArray(tenants) ? tenants.filter((tenant) => tenant !== id) : [];
}

/** @param owner of a claim that is taken; one that is given up leaves the others theirs. */
function anchorWrite(
  subject: string,
  item: Item | undefined,
  tenants: readonly unknown[],
  owner = item?.['owner'],
): Write {
  const overtaken = () => new Overtaken(`the trust anchor ${subject} was claimed or given up`);
  const unchanged = item ? isVersion(textMember(item, 'version'), overtaken) : isAbsent(overtaken);
  const key = keyOf.trustAnchor(subject);
  if (tenants.length === 0) return remove(key, unchanged);
  return put({ ...key, owner, tenants, version: randomUUID() }, unchanged);
}
