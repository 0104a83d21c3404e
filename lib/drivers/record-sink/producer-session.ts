import type { OutgoingRecord } from './outgoing-record.ts';

/**
 * One idempotent producer and its connections, from its first record to its first failure: afterwards its
 * sequence numbers cannot be trusted, and the session must be discarded.
 */
export type ProducerSession = {
  /** Begins to connect, before there is a record; whether that works, the first record will tell. */
  readonly connect: () => void;
  /** @returns the records that every in-sync replica holds, and why the others were refused. */
  readonly produce: (records: readonly OutgoingRecord[]) => Promise<ProduceOutcome>;
  /** Resets the connections at once, so that nothing which was given up is delivered late. */
  readonly discard: () => void;
  /** Whether its login is about to run out, so that it must carry nothing more; absent where logins do not. */
  readonly isExpiring?: (nowMs: number) => boolean;
};

export type ProduceOutcome =
  | { readonly kind: 'stored' }
  | {
      readonly kind: 'refused';
      readonly stored: ReadonlySet<OutgoingRecord>;
      readonly cause: unknown;
    }
  /** The brokers could not be reached: nothing was handed over. */
  | { readonly kind: 'unreachable'; readonly cause: unknown };
