import type { Delivery, EventContext, Message, Receiver } from 'rhea';
import { reasonOf } from './reason.ts';
import type { Wire } from './shared-connection.ts';

/** Whose messages a link receives. */
export type Source = {
  readonly address: string;
  /**
   * A durable subscription that its receivers share. Unless said, the messages of the address itself, which all its receivers
   * share.
   */
  readonly subscription?: string;
};

export type ReceiverLink = {
  /** Takes so many messages more, unless it is being drained. */
  readonly grant: (messages: number) => void;
  /** Takes no message any more but what is on its way. Resolves when nothing is. */
  readonly drain: () => Promise<void>;
  /** Aborted when the link ends, or never came about: the signal's reason says why. */
  readonly ended: AbortSignal;
};

export type ReceiverEvents = {
  readonly onAttached: () => void;
  readonly onMessage: (message: Message, delivery: Delivery) => void;
};

const UNSETTLED = 0;
const SETTLED = 1;
const SETTLES_FIRST = 0;
const DURABLE = 2;

/**
 * What waits for its settlement and all that came behind it: rhea forgets deliveries in the order in which they came, and takes
 * nothing more when it remembers so many.
 */
const MAX_REMEMBERED = 65_536;

/**
 * Attaches a receiver in a session of its own. It is never closed by us, but ends with its connection: to close the last
 * link of a durable subscription would delete the subscription and what waits in it.
 *
 * @see Hono, Event API (AMQP 1.0), "Receive Events"
 */
export function openReceiverLink(
  { connection, ended: connectionEnded }: Wire,
  source: Source,
  { onAttached, onMessage }: ReceiverEvents,
): ReceiverLink {
  const link = new AbortController();
  const drained = Promise.withResolvers<void>();
  const session = connection.create_session(MAX_REMEMBERED);
  session.begin();
  const receiver = session.open_receiver(toLinkOptions(source));

  function end(cause: unknown): void {
    if (link.signal.aborted) return;
    link.abort(cause);
    drained.resolve();
    // After rhea has answered the network's detach.
    setImmediate(() => session.close());
  }

  connectionEnded.addEventListener('abort', () => end(connectionEnded.reason), {
    signal: link.signal,
  });
  for (const event of ['receiver_error', 'receiver_close', 'session_error', 'session_close']) {
    const emitter = event.startsWith('session') ? session : receiver;
    emitter.on(event, (context: unknown) => end(reasonOf(context)));
  }
  receiver.on('receiver_open', () => {
    if (!hasSource(receiver)) return;
    if (receiver.snd_settle_mode === SETTLED) end(new Error('the network settles what it sends'));
    else onAttached();
  });
  receiver.on('message', ({ message, delivery }: EventContext) => {
    if (message && delivery && !link.signal.aborted) onMessage(message, delivery);
  });
  receiver.on('receiver_drained', drained.resolve);

  return {
    grant: (messages) => {
      if (!receiver.drain) receiver.add_credit(messages);
    },
    drain: async () => {
      if (!link.signal.aborted && receiver.is_remote_open()) receiver.drain_credit();
      else drained.resolve();
      await drained.promise;
    },
    ended: link.signal,
  };
}

/** A network that refuses a link attaches it without a source first, and detaches it then. */
function hasSource(receiver: Receiver): boolean {
  return Boolean(receiver.source?.address);
}

function toLinkOptions({ address, subscription }: Source) {
  const common = {
    snd_settle_mode: UNSETTLED,
    rcv_settle_mode: SETTLES_FIRST,
    autoaccept: false,
    credit_window: 0,
  } as const;
  if (subscription === undefined) return { ...common, source: { address } };
  return {
    ...common,
    name: subscription,
    source: {
      address,
      durable: DURABLE,
      expiry_policy: 'never',
      // What Artemis and Qpid JMS call it.
      capabilities: ['topic', 'shared', 'global'],
    },
  } as const;
}
