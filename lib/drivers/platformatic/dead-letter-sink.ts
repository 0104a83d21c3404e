import { deadLetterSink } from '../record-sink/dead-letter-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { openProducerSession, type PlatformaticConnection } from './producer-session.ts';

export function platformaticDeadLetterSink(
  connection: PlatformaticConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): ReturnType<typeof deadLetterSink> {
  return deadLetterSink(() => openProducerSession(connection), limits);
}
