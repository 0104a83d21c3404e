import type { BrokerConnection } from '../broker-login/broker-login.ts';
import type { EventSink } from '../../ingestion/event-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { eventSink } from '../record-sink/event-sink.ts';
import { openProducerSession } from './producer-session.ts';

export function kafkaEventSink(
  connection: BrokerConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): EventSink {
  return eventSink(() => openProducerSession(connection), limits);
}
