import { ServiceError } from '../../domain/errors.ts';
import type { DeliveryLimits } from './delivery-limits.ts';
import type { Delivery } from './delivery-queue.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import { produceLane } from './produce-lane.ts';
import type { ProducerSession } from './producer-session.ts';

/** Stores records of any topic: bounded, freeze-safe, in groups. */
export type RecordSink = {
  /** Begins to connect ahead of the first record, for instance while its device is being looked up. */
  readonly connect: () => void;
  /**
   * Settles within the delivery time-out.
   *
   * @param bytes of key, value and headers
   * @throws {ServiceError} `EVENT_NOT_STORED`; the record is never sent again.
   */
  readonly store: (record: OutgoingRecord, bytes: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Two lanes of one producer each: a topic whose records were refused goes through the second, one topic at a time,
 * until a record of it is stored again. Its trouble costs the other topics nothing.
 */
export function recordSink(
  openSession: () => ProducerSession,
  limits: DeliveryLimits,
  now: () => number = Date.now,
): RecordSink {
  const suspects = new Set<string>();
  /** The oldest first, and so the first that is overdue. */
  const waiting = new Set<Delivery>();
  let waitingBytes = 0;
  let closed = false;
  /** One for all that wait: one for each took 1 µs, and hardly any is ever overdue. */
  let overdueTimer: NodeJS.Timeout | undefined;

  const main = produceLane(
    openSession,
    limits,
    {
      onTopicRefused: suspect,
      onTopicStored: () => undefined,
      onTopicSlow: suspect,
    },
    now,
  );
  const probation = produceLane(
    openSession,
    limits,
    {
      onTopicRefused: (_topic, left) => {
        for (const delivery of left) probation.push(delivery);
      },
      onTopicStored: (topic) => {
        suspects.delete(topic);
        for (const delivery of probation.takeWaiting(topic)) main.push(delivery);
        if (suspects.size === 0) probation.discardSession();
      },
    },
    now,
  );

  function suspect(topic: string, left: readonly Delivery[]): void {
    suspects.add(topic);
    for (const delivery of left) probation.push(delivery);
  }

  function enlist(record: OutgoingRecord, bytes: number, settled: (failure?: unknown) => void) {
    const settle = (failure?: unknown): void => {
      if (!waiting.delete(delivery)) return;
      if (waiting.size === 0) overdueTimer?.unref();
      waitingBytes -= bytes;
      settled(failure);
    };
    const delivery: Delivery = {
      ...record,
      bytes,
      beginByMs: now() + limits.deliveryTimeoutMs - limits.produceTimeoutMs,
      settleByMs: performance.now() + limits.deliveryTimeoutMs,
      settle,
    };
    waiting.add(delivery);
    overdueTimer ??= setTimeout(refuseOverdue, limits.deliveryTimeoutMs);
    overdueTimer.ref();
    waitingBytes += bytes;
    (suspects.has(record.topic) ? probation : main).push(delivery);
  }

  function refuseOverdue(): void {
    overdueTimer = undefined;
    const nowMs = performance.now();
    for (const { settleByMs, settle } of waiting) {
      if (settleByMs > nowMs) {
        overdueTimer = setTimeout(refuseOverdue, settleByMs - nowMs);
        return;
      }
      settle(new Error(`not settled within ${limits.deliveryTimeoutMs} ms`));
    }
  }

  return {
    connect: main.connect,
    store: (record, bytes) => {
      const refusal = closed
        ? 'the sink is closed'
        : waiting.size >= limits.maxWaitingRecords || waitingBytes + bytes > limits.maxWaitingBytes
          ? 'too many records wait to be stored'
          : undefined;
      if (refusal) return Promise.reject(notStored(new Error(refusal)));
      return new Promise((resolve, reject) => {
        enlist(record, bytes, (failure) =>
          failure === undefined ? resolve() : reject(notStored(failure)),
        );
      });
    },
    close: async () => {
      closed = true;
      clearTimeout(overdueTimer);
      for (const delivery of waiting) delivery.settle(new Error('the sink is closing'));
      main.close();
      probation.close();
    },
  };
}

function notStored(cause: unknown): ServiceError {
  return new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable', { cause });
}
