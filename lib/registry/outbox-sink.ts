import type { OutboxEntry } from './outbox.ts';

export type OutboxSink = {
  /**
   * Resolves once every in-sync replica holds the entry. After a failure it may be stored all the same.
   *
   * @throws {ServiceError} `ENTRY_NOT_PUBLISHED`
   */
  readonly append: (entry: OutboxEntry) => Promise<void>;
};
