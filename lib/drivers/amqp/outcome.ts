import type { Delivery } from 'rhea';
import { type FailureCode, ServiceError } from '../../domain/errors.ts';

/** What the messaging network says of a message, and what we say when it says nothing. */
export type Outcome = Accepted | Refused;

type Accepted = { readonly kind: 'accepted' };

type Refused = {
  readonly kind:
    | 'rejected'
    | 'released'
    | 'undeliverable'
    /** Waited for credit until nobody waited for it any longer. */
    | 'no-credit'
    /** Handed over, and no disposition in time. */
    | 'unanswered'
    /** Never handed over, or the connection ended while it was under way. */
    | 'unreachable';
  readonly cause?: unknown;
};

type Tell = (delivery: Delivery) => Outcome;

/** By how rhea calls the terminal states of a delivery. @see OASIS AMQP 1.0, part 3, section 3.4 "Delivery State" */
export const outcomes: Readonly<Record<string, Tell>> = {
  accepted: () => ({ kind: 'accepted' }),
  rejected: ({ remote_state: state }) => ({
    // A network that is full takes it later; everything else is the message's fault.
    kind: state?.['error']?.condition === FULL ? 'released' : 'rejected',
    cause: state?.['error'],
  }),
  released: () => ({ kind: 'released' }),
  modified: ({ remote_state: state }) => ({
    kind: state?.['undeliverable_here'] === true ? 'undeliverable' : 'released',
  }),
};

const FULL = 'amqp:resource-limit-exceeded';

const failures: Readonly<Record<Refused['kind'], readonly [FailureCode, string]>> = {
  rejected: ['EVENT_REJECTED', 'Error Code: 400'],
  undeliverable: ['EVENT_UNDELIVERABLE', 'Error Code: 404'],
  released: ['EVENT_NOT_STORED', 'temporarily unavailable'],
  'no-credit': ['EVENT_NOT_STORED', 'no consumer available'],
  unanswered: [
    'EVENT_NOT_STORED',
    'consumer failed to indicate in time whether it has processed the message',
  ],
  unreachable: ['EVENT_NOT_STORED', 'temporarily unavailable'],
};

/** @see Hono, Event API (AMQP 1.0), "Forward Event"; `GenericSenderLink.mapUnacceptedOutcomeToErrorResult` */
export function toFailure({ kind, cause }: Refused): ServiceError {
  const [code, message] = failures[kind];
  return new ServiceError(code, message, { cause: new Error(kind, { cause }) });
}
