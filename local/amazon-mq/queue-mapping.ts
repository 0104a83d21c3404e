import type { Observation } from '../../event-source-mapping/index.ts';
import type { Outcome } from '../lambda/outcome.ts';
import { pause } from '../pause.ts';
import type { ActiveMqMessage } from './active-mq-message.ts';
import { openQueue, type Queue, type Taken } from './queue.ts';

export type QueueMappingOptions = {
  /** Of the AMQP 1.0 messaging network that stands in for Amazon MQ. */
  readonly url: string;
  readonly queue: string;
  readonly brokerArn: string;
  /** Messages of one invocation, at most. */
  readonly batchSize: number;
  readonly invoke: (event: ActiveMqEvent) => Promise<Outcome>;
  readonly observe: (observation: Observation) => void;
  /** Milliseconds before a batch comes again; one second unless said, as ActiveMQ has it. */
  readonly redeliveryDelayMs?: number;
  /** Milliseconds within which the network has to have attached us, before it is tried again; ten seconds unless said. */
  readonly attachTimeoutMs?: number;
};

export type ActiveMqEvent = {
  readonly eventSource: 'aws:mq';
  readonly eventSourceArn: string;
  readonly messages: readonly ActiveMqMessage[];
};

export type QueueMapping = {
  /** Waits for the invocation that runs; what is not settled by then goes back to the queue. */
  readonly stop: () => Promise<void>;
};

/** Lambda has ActiveMQ's own policy of redelivery: then the broker moves the whole batch to its dead-letter queue. */
const REDELIVERIES = 6;
const REDELIVERY_DELAY_MS = 1_000;
const RECONNECT_AFTER_MS = 500;
const ATTACH_TIMEOUT_MS = 10_000;

/**
 * Polls a queue and invokes a function as the event source mapping of Amazon MQ for ActiveMQ does: there are no partial answers, so
 * a batch comes again until the function takes all of it, six times at most. Unlike Lambda, which has up to five of them, it
 * invokes one function at a time.
 *
 * @see AWS Lambda, "Using Lambda with Amazon MQ"; "Troubleshoot Amazon MQ event source mapping errors"
 */
export function startQueueMapping(options: QueueMappingOptions): QueueMapping {
  const stopping = new AbortController();
  const running = poll(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function poll(options: QueueMappingOptions, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const queue = openQueue({ attachTimeoutMs: ATTACH_TIMEOUT_MS, ...options });
    const close = () => queue.close();
    stopping.addEventListener('abort', close, { once: true });
    for await (const batch of queue.batches()) await deliver(batch, queue, options);
    stopping.removeEventListener('abort', close);
    await pause(RECONNECT_AFTER_MS, stopping);
  }
}

/** A batch whose connection has ended is somebody else's: it comes again over the next one. */
async function deliver(
  batch: readonly Taken[],
  queue: Queue,
  options: QueueMappingOptions,
): Promise<void> {
  const { redeliveryDelayMs = REDELIVERY_DELAY_MS } = options;
  for (let attempts = 1; !queue.ended.aborted; attempts += 1) {
    const outcome = await invoke(batch, attempts, options);
    if (outcome.kind === 'returned') return queue.accept(batch);
    if (attempts > REDELIVERIES) return queue.giveUp(batch);
    await pause(redeliveryDelayMs, queue.ended);
  }
}

async function invoke(
  batch: readonly Taken[],
  attempts: number,
  { brokerArn, invoke: call, observe }: QueueMappingOptions,
): Promise<Outcome> {
  const startedAtMs = performance.now();
  const outcome = await call({
    eventSource: 'aws:mq',
    eventSourceArn: brokerArn,
    messages: batch.map(({ message }) => ({ ...message, redelivered: attempts > 1 })),
  });
  const isDone = outcome.kind === 'returned';
  const records = batch.length;
  observe({
    kind: 'invoked',
    outcome: isDone ? 'success' : outcome.kind === 'throttled' ? 'throttled' : 'function-error',
    records,
    failed: isDone ? 0 : records,
    attempts,
    durationMs: performance.now() - startedAtMs,
  });
  return outcome;
}
