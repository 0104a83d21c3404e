import type { EventSink } from '../../ingestion/event-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { eventSink } from '../record-sink/event-sink.ts';
import { openProducerSession, type PlatformaticConnection } from './producer-session.ts';

export function platformaticEventSink(
  connection: PlatformaticConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): EventSink {
  return eventSink(() => openProducerSession(connection), limits);
}
