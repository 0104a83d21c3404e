import { topicPartition } from './event.ts';
import type { Queued, RecordQueue, WaitingRecords } from './record-queue.ts';

export type BatchLimits = {
  readonly batchSize: number;
  readonly windowMs: number;
  /** Of the whole event as JSON. */
  readonly maximumBytes: number;
  /** Of the event without any record. */
  readonly envelopeBytes: number;
};

/** When the queues together make a batch: at once when full, else when the window of the oldest record ends. */
export function batchDueAtMs(queues: readonly WaitingRecords[], limits: BatchLimits): number {
  const oldestMs = Math.min(...queues.map(receivedAtMs));
  return isFull(queues, limits) ? -Infinity : oldestMs + limits.windowMs;
}

/** Takes the records of as many partitions as fit, the longest-waiting partition first, each in its order. */
export function takeBatch<R extends Queued>(
  queues: readonly RecordQueue<R>[],
  limits: BatchLimits,
): readonly R[] {
  const batch: R[] = [];
  let bytes = limits.envelopeBytes;
  let count = 0;
  const fits = (record: Queued) => {
    if (count === limits.batchSize || bytes + record.eventBytes > limits.maximumBytes) return false;
    bytes += record.eventBytes;
    count += 1;
    return true;
  };
  for (const queue of byAge(queues)) {
    bytes += groupBytes(queue);
    batch.push(...queue.takeWhile(fits));
    if (queue.length > 0) break;
  }
  return batch;
}

/** Whether not even an event with this record alone could be invoked. */
export function isTooLarge(
  record: Queued,
  limits: Pick<BatchLimits, 'maximumBytes' | 'envelopeBytes'>,
): boolean {
  return limits.envelopeBytes + groupKeyBytes(record) + record.eventBytes > limits.maximumBytes;
}

function isFull(queues: readonly WaitingRecords[], limits: BatchLimits): boolean {
  const count = queues.reduce((sum, queue) => sum + queue.length, 0);
  const bytes = queues.reduce((sum, queue) => sum + groupBytes(queue) + queue.bytes, 0);
  return count >= limits.batchSize || limits.envelopeBytes + bytes > limits.maximumBytes;
}

function groupBytes({ head }: WaitingRecords): number {
  return head === undefined ? 0 : groupKeyBytes(head);
}

/** The group's key, list and comma: `"topic-0":[],`. */
function groupKeyBytes(record: Queued): number {
  return Buffer.byteLength(JSON.stringify(topicPartition(record))) + ':[],'.length;
}

function byAge<R extends Queued>(queues: readonly RecordQueue<R>[]): readonly RecordQueue<R>[] {
  return queues
    .filter(({ length }) => length > 0)
    .sort((one, other) => receivedAtMs(one) - receivedAtMs(other));
}

function receivedAtMs({ head }: WaitingRecords): number {
  return head?.receivedAtMs ?? Infinity;
}
