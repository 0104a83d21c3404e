import type { EventSink } from '../../ingestion/event-sink.ts';
import type { AmqpNetwork } from './connection.ts';

/** The driver is loaded only where the deployment has such a network. */
export async function openAmqpSink(
  network: AmqpNetwork | undefined,
  clientId: string,
): Promise<EventSink | undefined> {
  if (network === undefined) return undefined;
  const { openEventSink } = await import('./event-sink.ts');
  return openEventSink(network, clientId);
}
