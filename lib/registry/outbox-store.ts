import type { TenantId } from '../domain/identifiers.ts';
import type { OutboxEntry } from './outbox.ts';

/** The name of an entry, which no other of the tenant has. */
export type OutboxName = { readonly tenant: TenantId; readonly id: string };

/** An entry that was written to be published. */
export type OutboxItem = OutboxName & { readonly entry: OutboxEntry };

/** @throws {ServiceError} `REGISTRY_UNAVAILABLE`, from any of them */
export type OutboxStore = {
  /** @returns those that are still to be published, in the order given. */
  readonly findUnpublished: (items: readonly OutboxItem[]) => Promise<readonly OutboxItem[]>;
  /** Forgets what is published. */
  readonly remove: (name: OutboxName) => Promise<void>;
};

export type OutboxArchive = {
  /**
   * Everything that was written before an instant and is still to be published; of each tenant oldest first.
   *
   * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
   */
  readonly pagesOlderThan: (ms: number) => AsyncIterable<readonly OutboxItem[]>;
};
