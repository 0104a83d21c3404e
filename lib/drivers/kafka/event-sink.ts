import type { Message } from 'kafkajs';
import type { EventRecord } from '../../domain/event-record.ts';
import { toRecordHeaders } from '../../domain/record-headers.ts';
import { eventTopic } from '../../domain/topics.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from './delivery-limits.ts';
import { openProducerSession, type KafkaConnection } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

/** @see Hono, Event API for Kafka, "Produce Event" */
export function kafkaEventSink(
  connection: KafkaConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): EventSink {
  const sink = recordSink(() => openProducerSession(connection), limits);
  return {
    append: (record) => {
      const message = toMessage(record);
      return sink.store({ topic: eventTopic(record.tenant), message }, sizeOf(message));
    },
    close: sink.close,
  };
}

function toMessage(record: EventRecord): Message {
  return {
    key: record.device,
    value: record.payload.kind === 'empty' ? null : toBuffer(record.payload.bytes),
    headers: toRecordHeaders(record),
  };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An upper bound is enough: what counts is that a group stays below the broker's limit. */
function sizeOf({ key, value, headers }: Message): number {
  const ENVELOPE_BYTES = 64;
  let bytes = ENVELOPE_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, text] of Object.entries(headers ?? {})) {
    bytes += 8 + 3 * (name.length + String(text).length);
  }
  return bytes;
}
