import type { EventContext } from 'rhea';

/** rhea's events after which a connection is of no use. */
export const ENDS_OF_CONNECTION = [
  'connection_error',
  'connection_close',
  'disconnected',
  'protocol_error',
  'error',
] as const;

/** What the network, or the socket, says about an end. */
export function reasonOf(context: unknown): Error {
  const { error, connection, sender, receiver, session } = (context ?? {}) as Partial<EventContext>;
  const told = error ?? sender?.error ?? receiver?.error ?? session?.error ?? connection?.error;
  if (told instanceof Error) return told;
  const text = told && 'condition' in told ? `${told.condition}: ${told.description}` : 'closed';
  return new Error(`the messaging network ended it: ${text}`);
}

/** Whether the network does not know who we are: by SASL, or by TLS for a certificate. */
export function isRefusal(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false;
  if ('condition' in cause && cause.condition === 'amqp:unauthorized-access') return true;
  return 'code' in cause && String(cause.code).startsWith('ERR_SSL_');
}
