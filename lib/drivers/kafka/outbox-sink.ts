import type { BrokerConnection } from '../broker-login/broker-login.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { outboxSink } from '../record-sink/outbox-sink.ts';
import { openProducerSession } from './producer-session.ts';

export function kafkaOutboxSink(
  connection: BrokerConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): ReturnType<typeof outboxSink> {
  return outboxSink(() => openProducerSession(connection), limits);
}
