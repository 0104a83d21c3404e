import type { BrokerConnection } from '../../lib/drivers/broker-login/broker-login.ts';
import { kafkaEventSink } from '../../lib/drivers/kafka/event-sink.ts';
import { platformaticEventSink } from '../../lib/drivers/platformatic/event-sink.ts';
import type { DeliveryLimits } from '../../lib/drivers/record-sink/delivery-limits.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';

export type OpenSink = (connection: BrokerConnection, limits?: DeliveryLimits) => EventSink;

/** Every event sink that stores in Kafka, by its client. */
export const kafkaEventSinks: Readonly<Record<string, OpenSink>> = {
  kafkajs: kafkaEventSink,
  platformatic: platformaticEventSink,
};
