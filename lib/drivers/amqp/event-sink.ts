import rhea from 'rhea';
import type { EventRecord } from '../../domain/event-record.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';
import type { AmqpConnection } from './connection.ts';
import { addressOf, toMessage } from './message.ts';
import { type Outcome, toFailure } from './outcome.ts';
import type { Transfer } from './sender-link.ts';
import { openSession } from './session.ts';
import { type SessionLimits, sessionKeeper } from './session-keeper.ts';

export type AmqpLimits = SessionLimits & {
  /** Milliseconds from `append` to its settlement, whatever happens. */
  readonly deliveryTimeoutMs: number;
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
};

/** Artemis and Amazon MQ end a connection that says nothing for 30 s. */
export const DEFAULT_LIMITS: AmqpLimits = {
  deliveryTimeoutMs: 2_500,
  idleLimitMs: 20_000,
  reconnectAfterMs: 50,
  maxReconnectAfterMs: 1_000,
  maxWaiting: 5_000,
  maxWaitingBytes: 32 * 1024 * 1024,
};

const UNREACHABLE: Outcome = {
  kind: 'unreachable',
  cause: new Error('the last attempt to connect has just failed'),
};

/**
 * Forwards events over one connection, bounded and freeze-safe. A message that was handed over is never sent again.
 *
 * @see Hono, Event API (AMQP 1.0), "Forward Event"
 */
export function amqpEventSink(
  connection: AmqpConnection,
  limits: AmqpLimits = DEFAULT_LIMITS,
  now: () => number = Date.now,
): EventSink {
  const sessions = sessionKeeper(() => openSession(connection), limits, now);
  const waiting = new Set<(outcome: Outcome) => void>();
  let waitingBytes = 0;
  let closed = false;

  async function append(record: EventRecord): Promise<void> {
    const message = rhea.message.encode(toMessage(record));
    const refusal = refusalOf(message.byteLength);
    if (refusal) throw toFailure({ kind: 'unreachable', cause: new Error(refusal) });
    const outcome = await forward(addressOf(record), message);
    if (outcome.kind !== 'accepted') throw toFailure(outcome);
  }

  function refusalOf(bytes: number): string | undefined {
    if (closed) return 'the sink is closed';
    const isFull =
      waiting.size >= limits.maxWaiting || waitingBytes + bytes > limits.maxWaitingBytes;
    return isFull ? 'too many events wait to be forwarded' : undefined;
  }

  function forward(address: string, message: Buffer): Promise<Outcome> {
    const session = sessions.current();
    if (session === undefined) return Promise.resolve(UNREACHABLE);
    return new Promise((resolve) => {
      const receivedBefore = session.bytesReceived();
      const settle = (outcome: Outcome) => {
        if (!waiting.delete(settle)) return;
        clearTimeout(timer);
        waitingBytes -= message.byteLength;
        resolve(outcome);
      };
      const transfer: Transfer = { address, message, settle };
      const timer = setTimeout(() => {
        const outcome = session.cancel(transfer);
        if (session.bytesReceived() === receivedBefore) sessions.discard(session);
        settle(outcome);
      }, limits.deliveryTimeoutMs);
      waiting.add(settle);
      waitingBytes += message.byteLength;
      session.send(transfer);
    });
  }

  sessions.current();
  return {
    append,
    close: async () => {
      closed = true;
      const cause = new Error('the sink is closing');
      for (const settle of waiting) settle({ kind: 'unreachable', cause });
      sessions.close(cause);
    },
  };
}
