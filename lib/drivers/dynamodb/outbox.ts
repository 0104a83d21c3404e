import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../domain/identifiers.ts';
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
  return outbox.map((entry) =>
    put({
      ...keyOf.outboxEntry(tenant, outboxId(atMs, randomUUID())),
      entry: JSON.stringify(entry),
      expires: Math.floor(atMs / 1000) + KEPT_SECONDS,
    }),
  );
}
