import { type AmqpLimits, DEFAULT_LIMITS as AMQP } from '../../lib/drivers/amqp/forwarder.ts';
import {
  DEFAULT_LIMITS as KAFKA,
  type DeliveryLimits,
} from '../../lib/drivers/record-sink/delivery-limits.ts';

/** For tests that are not about time: a broker that has just started, on a machine with much else to do, is late. */
export const PATIENT_FORWARDING: AmqpLimits = { ...AMQP, deliveryTimeoutMs: 60_000 };

export const PATIENT_DELIVERY: DeliveryLimits = {
  ...KAFKA,
  produceTimeoutMs: 30_000,
  deliveryTimeoutMs: 60_000,
};
