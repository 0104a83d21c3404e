import { ServiceError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { OutboxItem } from './outbox-store.ts';

/** One line for each entry that has to come again. */
export function reportUnpublished(log: Log) {
  return ({ tenant, id, entry }: OutboxItem, reason: unknown): void => {
    const cause = reason instanceof Error ? reason.cause : undefined;
    log.warn('entry not published', {
      tenant,
      entry: id,
      kind: entry.kind,
      code: reason instanceof ServiceError ? reason.code : 'DEFECT',
      reason: reason instanceof Error ? reason.message : String(reason),
      cause: cause instanceof Error ? cause.message : undefined,
    });
  };
}
