import type { EventSink } from '../../ingestion/event-sink.ts';
import type { AmqpConnection } from './connection.ts';

/** The driver is loaded only where the deployment has such a network. */
export async function openAmqpSink(
  connection: Omit<AmqpConnection, 'clientId'> | undefined,
  clientId: string,
): Promise<EventSink | undefined> {
  if (connection === undefined) return undefined;
  const { amqpEventSink } = await import('./event-sink.ts');
  return amqpEventSink({ ...connection, clientId });
}
