import { deadLetterSink } from '../record-sink/dead-letter-sink.ts';
import { DEFAULT_LIMITS, type DeliveryLimits } from '../record-sink/delivery-limits.ts';
import { openProducerSession, type KafkaConnection } from './producer-session.ts';

export function kafkaDeadLetterSink(
  connection: KafkaConnection,
  limits: DeliveryLimits = DEFAULT_LIMITS,
): ReturnType<typeof deadLetterSink> {
  return deadLetterSink(() => openProducerSession(connection), limits);
}
