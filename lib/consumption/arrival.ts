import type { DeadLetterReason } from './dead-letter-sink.ts';
import type { Received } from './received.ts';

/** A message that a link delivered, and that nobody else has until it is settled. */
export type Arrival = {
  readonly record: Received;
  /** Deliveries before this one that the network knows to have failed. */
  readonly earlierFailures: number;
  /** Aborted when its link ends: then it comes again, and a settlement is not heard any more. */
  readonly gone: AbortSignal;
  /** Of several settlements the first counts. */
  readonly settle: (settlement: Settlement) => void;
};

/** @see OASIS AMQP 1.0, part 3, section 3.4 "Delivery State" */
export type Settlement =
  /** Processed, or kept as a dead letter. */
  | { readonly kind: 'accepted' }
  /** Not begun, or not for this member: comes again, and does not count as a failure. */
  | { readonly kind: 'released' }
  /** Failed: comes again, and the network counts it. */
  | { readonly kind: 'modified' }
  /** What becomes of it is for the network to say. */
  | { readonly kind: 'rejected'; readonly reason: DeadLetterReason };
