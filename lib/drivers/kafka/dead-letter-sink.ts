import type { IHeaders, Message } from 'kafkajs';
import {
  type DeadLetterReason,
  type DeadLetterSink,
  toDeadLetterHeaders,
} from '../../consumption/dead-letter-sink.ts';
import type { Received } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import { deadLetterTopic } from '../../domain/topics.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from './delivery-limits.ts';
import { sizeOf, toBuffer } from './message.ts';
import { openProducerSession, type KafkaConnection } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

export function kafkaDeadLetterSink(
  connection: KafkaConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): DeadLetterSink & { readonly close: () => Promise<void> } {
  const sink = recordSink(() => openProducerSession(connection), limits);
  return {
    append: async (record, reason) => {
      const message = toMessage(record, reason);
      try {
        await sink.store({ topic: deadLetterTopic(record.tenant), message }, sizeOf(message));
      } catch (cause) {
        throw new ServiceError('DEAD_LETTER_NOT_STORED', 'the dead letter was not stored', {
          cause,
        });
      }
    },
    close: sink.close,
  };
}

function toMessage(record: Received, reason: DeadLetterReason): Message {
  return {
    key: record.key && toBuffer(record.key),
    value: record.value && toBuffer(record.value),
    headers: toKafkaHeaders(toDeadLetterHeaders(record, reason)),
  };
}

/** Values of one name keep their order; kafkajs writes them side by side. */
function toKafkaHeaders(headers: ReturnType<typeof toDeadLetterHeaders>): IHeaders {
  const byName = new Map<string, Buffer[]>();
  for (const { name, value } of headers) {
    byName.set(name, [...(byName.get(name) ?? []), toBuffer(value)]);
  }
  return Object.fromEntries(byName);
}
