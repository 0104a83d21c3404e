import rhea, { type Message } from 'rhea';
import type { AmqpConnection } from './connection.ts';
import type { Outcome } from './outcome.ts';
import type { Transfer } from './sender-link.ts';
import { openSession } from './session.ts';
import { type SessionLimits, sessionKeeper } from './session-keeper.ts';

export type AmqpLimits = SessionLimits & {
  /** Milliseconds from `forward` to its outcome, whatever happens. */
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

export type Forwarder = {
  /** Hands a message over once, and says what became of it. Never rejects. */
  readonly forward: (address: string, message: Message) => Promise<Outcome>;
  readonly close: () => void;
};

/** Forwards messages over one connection, bounded and freeze-safe. What was handed over is never sent again. */
export function amqpForwarder(
  connection: AmqpConnection,
  limits: AmqpLimits = DEFAULT_LIMITS,
  now: () => number = Date.now,
): Forwarder {
  const sessions = sessionKeeper(() => openSession(connection), limits, now);
  const waiting = new Set<(outcome: Outcome) => void>();
  let waitingBytes = 0;
  let closed = false;

  function refusalOf(bytes: number): string | undefined {
    if (closed) return 'the sink is closed';
    const isFull =
      waiting.size >= limits.maxWaiting || waitingBytes + bytes > limits.maxWaitingBytes;
    return isFull ? 'too many events wait to be forwarded' : undefined;
  }

  function handOver(address: string, message: Buffer): Promise<Outcome> {
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
    forward: async (address, message) => {
      const encoded = rhea.message.encode(message);
      const refusal = refusalOf(encoded.byteLength);
      if (refusal) return { kind: 'unreachable', cause: new Error(refusal) };
      return handOver(address, encoded);
    },
    close: () => {
      closed = true;
      const cause = new Error('the sink is closing');
      for (const settle of waiting) settle({ kind: 'unreachable', cause });
      sessions.close(cause);
    },
  };
}
