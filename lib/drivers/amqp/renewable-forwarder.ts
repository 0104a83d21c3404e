import type { KeptSecret } from '../secrets/kept-secret.ts';
import type { AmqpConnection } from './connection.ts';
import type { Forwarder } from './forwarder.ts';
import { isRefusal } from './reason.ts';

/**
 * Forwards over a connection whose user or certificate may be another one tomorrow. The message for which the network refuses it is
 * not sent again; the next one asks for the present secret first.
 */
export function renewableForwarder(
  connections: KeptSecret<AmqpConnection>,
  open: (connection: AmqpConnection) => Forwarder,
): Forwarder {
  let used: { readonly connection: AmqpConnection; readonly forwarder: Forwarder } | undefined;
  let isRefused = false;

  async function forwarderNow(): Promise<Forwarder> {
    if (used === undefined) return use(await connections.current());
    if (!isRefused) return used.forwarder;
    isRefused = false;
    const other = await connections.insteadOf(used.connection);
    return other === undefined ? used.forwarder : use(other);
  }

  function use(connection: AmqpConnection): Forwarder {
    if (used?.connection === connection) return used.forwarder;
    used?.forwarder.close();
    used = { connection, forwarder: open(connection) };
    return used.forwarder;
  }

  return {
    forward: async (address, message) => {
      let forwarder: Forwarder;
      try {
        forwarder = await forwarderNow();
      } catch (cause) {
        return { kind: 'unreachable', cause };
      }
      const outcome = await forwarder.forward(address, message);
      isRefused ||= outcome.kind !== 'accepted' && isRefusal(outcome.cause);
      return outcome;
    },
    close: () => used?.forwarder.close(),
  };
}
