import type { Message } from 'kafkajs';
import type { EventRecord } from '../../domain/event-record.ts';
import { toRecordHeaders } from '../../domain/record-headers.ts';
import { topicOf } from '../../domain/topics.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from './delivery-limits.ts';
import { sizeOf, toBuffer } from './message.ts';
import { openProducerSession, type KafkaConnection } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

/** @see Hono, Event API for Kafka, "Produce Event" */
export function kafkaEventSink(
  connection: KafkaConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): EventSink {
  const sink = recordSink(() => openProducerSession(connection), limits);
  sink.connect();
  return {
    append: (record) => {
      const message = toMessage(record);
      return sink.store(
        { topic: topicOf(record.endpoint, record.tenant), message },
        sizeOf(message),
      );
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
