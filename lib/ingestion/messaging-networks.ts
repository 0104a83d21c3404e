import type { EventRecord } from '../domain/event-record.ts';
import { type MessagingNetwork, missingNetwork } from '../domain/messaging-network.ts';
import type { EventSink } from './event-sink.ts';

export type EventSinks = { readonly kafka: EventSink } & {
  readonly [Network in MessagingNetwork]?: EventSink | undefined;
};

/** Each tenant's events go to its own messaging network. @throws {ServiceError} `MESSAGING_NETWORK_MISSING` */
export function messagingNetworks(sinks: EventSinks): EventSink {
  return {
    append: async (record: EventRecord) => {
      const sink = sinks[record.network];
      if (sink === undefined) throw missingNetwork(record.network);
      await sink.append(record);
    },
    close: async () => {
      await Promise.all([sinks.kafka.close(), sinks.amqp?.close()]);
    },
  };
}
