import type { ConsumedEvent } from './consumed-event.ts';
import { EventHeaders } from './event-headers.ts';
import { hasExpired, readLifetime } from './event-lifetime.ts';
import type { HandleEvent, Handling } from './handle-event.ts';
import type { Received } from './received.ts';
import { ignoresTimeToLive } from './redrive/redrive-headers.ts';
import { toConsumedEvent } from './to-consumed-event.ts';

/** One run of a record, in one invocation. */
export type Attempt = EndedAttempt | PendingAttempt;

export type EndedAttempt = DoneAttempt | FailedAttempt;

export type DoneAttempt =
  | { readonly kind: 'processed'; readonly record: Received; readonly event: ConsumedEvent }
  | { readonly kind: 'expired'; readonly record: Received };

export type FailedAttempt = {
  readonly kind: 'failed';
  readonly record: Received;
  /** Undefined when the record could not be read. */
  readonly event: ConsumedEvent | undefined;
  readonly reason: unknown;
};

export type PendingAttempt = {
  readonly kind: 'pending';
  readonly record: Received;
  readonly event: ConsumedEvent;
  readonly running: Promise<void>;
};

/** Reads a record and hands it over. What is synchronous stays so: a promise for each record would cost more than the rest. */
export function attempt(
  record: Received,
  handle: HandleEvent,
  handling: Handling,
  nowMs: number,
): Attempt {
  let event: ConsumedEvent | undefined;
  try {
    const headers = new EventHeaders(record.headers);
    const lifetime = readLifetime(headers);
    if (hasExpired(lifetime, nowMs) && !ignoresTimeToLive(headers)) {
      return { kind: 'expired', record };
    }
    event = toConsumedEvent(record, headers, lifetime);
    const running = handle(event, handling);
    if (running === undefined) return { kind: 'processed', record, event };
    return { kind: 'pending', record, event, running };
  } catch (reason) {
    return { kind: 'failed', record, event, reason };
  }
}

/** Never rejects. */
export async function endOf({ running, record, event }: PendingAttempt): Promise<EndedAttempt> {
  try {
    await running;
    return { kind: 'processed', record, event };
  } catch (reason) {
    return { kind: 'failed', record, event, reason };
  }
}
