import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../domain/identifiers.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import type { OutboxName } from '../../registry/outbox-store.ts';
import type { Announcement } from '../../registry/registry-store.ts';
import { keyOf, outboxId } from './registry-keys.ts';
import { put, type Write } from './transaction.ts';

/**
 * An entry is removed once it is published; should that fail for a week, the store removes it, so that the table does not
 * grow for ever while nobody publishes.
 */
const KEPT_SECONDS = 7 * 24 * 3600;

/** What a change owes to others becomes part of its transaction. */
export function outboxWrites(tenant: TenantId, { atMs, outbox }: Announcement): Write[] {
  const expires = Math.floor(atMs / 1000) + KEPT_SECONDS;
  return outbox.map((entry) => {
    const item = toOutboxItem({ tenant, id: outboxId(atMs, randomUUID()) }, entry);
    return put({ ...item, expires });
  });
}

export function toOutboxItem({ tenant, id }: OutboxName, entry: OutboxEntry) {
  return { ...keyOf.outboxEntry(tenant, id), tenant, entry: JSON.stringify(entry) };
}
