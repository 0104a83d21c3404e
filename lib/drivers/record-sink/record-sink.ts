import { ServiceError } from '../../domain/errors.ts';
import { commonDeadline } from './common-deadline.ts';
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
  const waiting = commonDeadline(limits.deliveryTimeoutMs);
  let waitingBytes = 0;
  let closed = false;

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
      if (!waiting.end(wait)) return;
      waitingBytes -= bytes;
      settled(failure);
    };
    const wait = waiting.begin(settle);
    waitingBytes += bytes;
    const beginByMs = now() + limits.deliveryTimeoutMs - limits.produceTimeoutMs;
    const delivery: Delivery = { ...record, bytes, beginByMs, settle };
    (suspects.has(record.topic) ? probation : main).push(delivery);
  }

  return {
    connect: main.connect,
    store: (record, bytes) => {
      const refusal = closed
        ? 'the sink is closed'
        : waiting.size() >= limits.maxWaitingRecords ||
            waitingBytes + bytes > limits.maxWaitingBytes
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
      waiting.giveUpAll(new Error('the sink is closing'));
      main.close();
      probation.close();
    },
  };
}

function notStored(cause: unknown): ServiceError {
  return new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable', { cause });
}
