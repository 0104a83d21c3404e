import {
  type DeadLetterReason,
  type DeadLetterSink,
  toDeadLetterHeaders,
} from '../../consumption/dead-letter-sink.ts';
import type { Received, RecordHeader } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import { deadLetterTopic } from '../../domain/topics.ts';
import type { DeliveryLimits } from './delivery-limits.ts';
import { sizeOf, toBuffer, type OutgoingRecord } from './outgoing-record.ts';
import type { ProducerSession } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

export function deadLetterSink(
  openSession: () => ProducerSession,
  limits: DeliveryLimits,
): DeadLetterSink & { readonly close: () => Promise<void> } {
  const sink = recordSink(openSession, limits);
  return {
    append: async (received, reason) => {
      const record = toOutgoingRecord(received, reason);
      try {
        await sink.store(record, sizeOf(record));
      } catch (cause) {
        throw new ServiceError('DEAD_LETTER_NOT_STORED', 'the dead letter was not stored', {
          cause,
        });
      }
    },
    close: sink.close,
  };
}

function toOutgoingRecord(received: Received, reason: DeadLetterReason): OutgoingRecord {
  return {
    topic: deadLetterTopic(received.tenant),
    key: received.key && toBuffer(received.key),
    value: received.value && toBuffer(received.value),
    headers: byName(toDeadLetterHeaders(received, reason)),
  };
}

function byName(headers: readonly RecordHeader[]): OutgoingRecord['headers'] {
  const values = new Map<string, Buffer[]>();
  for (const { name, value } of headers) {
    const others = values.get(name);
    if (others) others.push(toBuffer(value));
    else values.set(name, [toBuffer(value)]);
  }
  return Object.fromEntries(values);
}
