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

/** ActiveMQ's name for it. */
const DEAD_LETTER_QUEUE = 'ActiveMQ.DLQ';
const ENDS = ['connection_error', 'connection_close', 'disconnected', 'protocol_error', 'error'];
const GOODBYE_MS = 500;

type Given = { readonly url: string; readonly queue: string; readonly batchSize: number };

/** One connection that takes messages of one queue, no more at a time than a batch has. */
export function openQueue({ url, queue, batchSize }: Given): Queue {
  const { hostname: host, port } = new URL(url);
  const options = { host, port: Number(port), username: 'amazon-mq', reconnect: false as const };
  const connection = rhea.create_container().connect(options);
  const ended = new AbortController();
  const waiting: Taken[] = [];
  let wake: (() => void) | undefined;

  for (const event of ENDS) {
    connection.on(event, () => {
      ended.abort();
      wake?.();
    });
  }
  const receiver = connection.open_receiver({
    source: { address: queue },
    credit_window: 0,
    autoaccept: false,
  });
  receiver.once('receiver_open', () => receiver.add_credit(batchSize));
  receiver.on('message', ({ message: original, delivery }: EventContext) => {
    if (!original || !delivery) return;
    waiting.push({ message: toActiveMqMessage(original, queue, Date.now()), original, delivery });
    wake?.();
  });

  async function* batches() {
    while (!ended.signal.aborted) {
      if (waiting.length > 0) yield waiting.splice(0, batchSize);
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  function accept(batch: readonly Taken[]): void {
    if (ended.signal.aborted) return;
    for (const { delivery } of batch) delivery.accept();
    receiver.add_credit(batch.length);
  }

  return {
    batches,
    accept,
    giveUp: async (batch) => {
      for (const { original } of batch) await moveAway(original, connection, ended.signal);
      accept(batch);
    },
    ended: ended.signal,
    close: () => close(connection, ended.signal),
  };
}

/** Resolves when the network has it, or the connection has ended. */
async function moveAway(
  message: Message,
  connection: Connection,
  ended: AbortSignal,
): Promise<void> {
  if (ended.aborted) return;
  const sender = connection.open_sender(DEAD_LETTER_QUEUE);
  const { promise, resolve } = Promise.withResolvers<void>();
  ended.addEventListener('abort', () => resolve(), { once: true });
  sender.once('sendable', () => sender.send(message));
  sender.once('accepted', () => resolve());
  await promise;
  sender.close();
}

function close(connection: Connection, ended: AbortSignal): void {
  if (ended.aborted) return;
  const limit = setTimeout(() => connection['socket']?.destroy(), GOODBYE_MS);
  connection.once('disconnected', () => {
    clearTimeout(limit);
    // rhea sets it once more when it has written its last frame.
    setImmediate(() => clearTimeout(connection['heartbeat_out']));
  });
  connection.close();
}
