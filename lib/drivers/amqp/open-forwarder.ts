import type { AmqpNetwork } from './connection.ts';
import { type AmqpLimits, amqpForwarder, type Forwarder } from './forwarder.ts';
import { renewableForwarder } from './renewable-forwarder.ts';
import { secretConnection } from './secret-connection.ts';

/** A secret is read before the first message. */
export function openForwarder(
  { secret, ...network }: AmqpNetwork,
  clientId: string,
  limits?: AmqpLimits,
): Forwarder {
  const connection = { ...network, clientId };
  const open = (each: typeof connection) => amqpForwarder(each, limits);
  if (secret === undefined) return open(connection);
  return renewableForwarder(secretConnection(secret, connection), open);
}
