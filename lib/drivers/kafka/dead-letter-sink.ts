import type { BrokerConnection } from '../broker-login/broker-login.ts';
import { deadLetterSink } from '../record-sink/dead-letter-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { openProducerSession } from './producer-session.ts';

export function kafkaDeadLetterSink(
  connection: BrokerConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): ReturnType<typeof deadLetterSink> {
  return deadLetterSink(() => openProducerSession(connection), limits);
}
