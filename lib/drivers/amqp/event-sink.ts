import type { EventSink } from '../../ingestion/event-sink.ts';
import type { AmqpConnection, AmqpNetwork } from './connection.ts';
import { type AmqpLimits, amqpForwarder, type Forwarder } from './forwarder.ts';
import { addressOf, toMessage } from './message.ts';
import { openForwarder } from './open-forwarder.ts';
import { toFailure } from './outcome.ts';

export { DEFAULT_LIMITS } from './forwarder.ts';

/** Forwards events as the configuration says. */
export function openEventSink(
  network: AmqpNetwork,
  clientId: string,
  limits?: AmqpLimits,
): EventSink {
  return eventSinkOver(openForwarder(network, clientId, limits));
}

export function amqpEventSink(
  connection: AmqpConnection,
  limits?: AmqpLimits,
  now?: () => number,
): EventSink {
  return eventSinkOver(amqpForwarder(connection, limits, now));
}

/** @see Hono, Event API (AMQP 1.0), "Forward Event" */
function eventSinkOver({ forward, close }: Forwarder): EventSink {
  return {
    append: async (record) => {
      const outcome = await forward(addressOf(record), toMessage(record));
      if (outcome.kind !== 'accepted') throw toFailure(outcome);
    },
    close: async () => close(),
  };
}
