import type { EventRecord } from '../../domain/event-record.ts';
import { toRecordHeaders } from '../../domain/record-headers.ts';
import { topicOf } from '../../domain/topics.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';
import type { DeliveryLimits } from './delivery-limits.ts';
import { sizeOf, toBuffer, type OutgoingRecord } from './outgoing-record.ts';
import type { ProducerSession } from './producer-session.ts';
import { recordSink } from './record-sink.ts';

/** @see Hono, Event API for Kafka, "Produce Event" */
export function eventSink(openSession: () => ProducerSession, limits: DeliveryLimits): EventSink {
  const sink = recordSink(openSession, limits);
  sink.connect();
  return {
    append: (event) => {
      const record = toOutgoingRecord(event);
      return sink.store(record, sizeOf(record));
    },
    close: sink.close,
  };
}

export function toOutgoingRecord(event: EventRecord): OutgoingRecord {
  return {
    topic: topicOf(event.endpoint, event.tenant),
    key: event.device,
    value: event.payload.kind === 'empty' ? null : toBuffer(event.payload.bytes),
    headers: toRecordHeaders(event),
  };
}
