import rhea, { type Connection, type Delivery, type EventContext, type Message } from 'rhea';
import { type ActiveMqMessage, toActiveMqMessage } from './active-mq-message.ts';

/** A message that nobody else has until it is settled. */
export type Taken = {
  readonly message: ActiveMqMessage;
  readonly original: Message;
  readonly delivery: Delivery;
};

export type Queue = {
  /** What waits, in order; ends with the connection. */
  readonly batches: () => AsyncIterable<readonly Taken[]>;
  readonly accept: (batch: readonly Taken[]) => void;
  /** Moves it to the dead-letter queue, which all queues share. */
  readonly giveUp: (batch: readonly Taken[]) => Promise<void>;
  readonly ended: AbortSignal;
  /** What is not settled goes back. */
  readonly close: () => void;
};

export type QueueAddress = {
  readonly url: string;
  readonly queue: string;
  /** Messages that are taken at the same time, at most. */
  readonly batchSize: number;
  /** Milliseconds within which the network has to have attached us. */
  readonly attachTimeoutMs: number;
};

/** ActiveMQ's name for it. */
const DEAD_LETTER_QUEUE = 'ActiveMQ.DLQ';
/** Without its one link a connection is of no use. */
const ENDS = [
  'connection_error',
  'connection_close',
  'disconnected',
  'protocol_error',
  'error',
  'session_error',
  'session_close',
  'receiver_error',
  'receiver_close',
];
const REFUSALS = ['sender_error', 'sender_close', 'rejected', 'released'];
const GOODBYE_MS = 500;

/** One connection that takes messages of one queue, no more at a time than a batch has. */
export function openQueue({ url, queue, batchSize, attachTimeoutMs }: QueueAddress): Queue {
  const { hostname: host, port } = new URL(url);
  const connection = rhea.create_container().connect({
    host,
    port: Number(port),
    username: 'amazon-mq',
    reconnect: false,
    idle_time_out: 30_000,
  });
  const ending = new AbortController();
  const waiting: Taken[] = [];
  let wake: (() => void) | undefined;

  function end(): void {
    if (ending.signal.aborted) return;
    clearTimeout(attaching);
    ending.abort();
    wake?.();
    sayGoodbye(connection);
  }

  const attaching = setTimeout(end, attachTimeoutMs);
  for (const event of ENDS) connection.on(event, end);
  const receiver = connection.open_receiver({
    source: { address: queue },
    credit_window: 0,
    autoaccept: false,
  });
  receiver.once('receiver_open', () => {
    clearTimeout(attaching);
    receiver.add_credit(batchSize);
  });
  receiver.on('message', ({ message: original, delivery }: EventContext) => {
    if (!original || !delivery) return;
    waiting.push({ message: toActiveMqMessage(original, queue, Date.now()), original, delivery });
    wake?.();
  });

  async function* batches() {
    while (!ending.signal.aborted) {
      if (waiting.length > 0) yield waiting.splice(0, batchSize);
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  function accept(batch: readonly Taken[]): void {
    if (ending.signal.aborted) return;
    for (const { delivery } of batch) delivery.accept();
    receiver.add_credit(batch.length);
  }

  return {
    batches,
    accept,
    giveUp: async (batch) => {
      for (const { original } of batch) await moveAway(original, connection, ending.signal, end);
      accept(batch);
    },
    ended: ending.signal,
    close: end,
  };
}

/** Resolves when the network has it, or the connection has ended, as it does when the network does not take it. */
async function moveAway(
  message: Message,
  connection: Connection,
  ended: AbortSignal,
  end: () => void,
): Promise<void> {
  if (ended.aborted) return;
  const sender = connection.open_sender(DEAD_LETTER_QUEUE);
  const { promise, resolve } = Promise.withResolvers<void>();
  ended.addEventListener('abort', () => resolve(), { once: true });
  for (const event of REFUSALS) sender.on(event, end);
  sender.once('sendable', () => sender.send(message));
  sender.once('accepted', () => resolve());
  await promise;
  sender.off('sender_close', end);
  sender.close();
}

/** Waits a little for the answer, and leaves neither socket nor timer behind. */
function sayGoodbye(connection: Connection): void {
  connection.close();
  if (!connection.is_remote_open()) return leave(connection);
  const limit = setTimeout(leave, GOODBYE_MS, connection);
  connection.once('disconnected', () => {
    clearTimeout(limit);
    leave(connection);
  });
}

function leave(connection: Connection): void {
  connection['socket']?.destroy();
  // rhea sets its heartbeats once more when it has written its last frame.
  setImmediate(() => {
    clearTimeout(connection['heartbeat_in']);
    clearTimeout(connection['heartbeat_out']);
  });
}
