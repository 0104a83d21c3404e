import rhea, { type Connection } from 'rhea';
import { closeConnection } from './close-connection.ts';
import { type AmqpConnection, toConnectionOptions } from './connection.ts';
import { ENDS_OF_CONNECTION, reasonOf } from './reason.ts';

/** A connection, and when it ended: the signal's reason says why. */
export type Wire = { readonly connection: Connection; readonly ended: AbortSignal };

export type SharedConnection = {
  /** The one there is, or a new one. */
  readonly current: () => Wire;
  readonly close: () => void;
};

/** Milliseconds until a network has answered to who we are. */
const OPENING_TIMEOUT_MS = 10_000;

/** One connection for several links. Nothing is reconnected by itself: whose link ended asks for the next one. */
export function sharedConnection(target: AmqpConnection): SharedConnection {
  let kept: { readonly wire: Wire; readonly end: (cause: Error) => void } | undefined;

  function open(): Wire {
    const connection = rhea.create_container().connect(toConnectionOptions(target));
    const ended = new AbortController();
    const end = (cause: Error) => {
      if (ended.signal.aborted) return;
      clearTimeout(limit);
      kept = undefined;
      ended.abort(cause);
      closeConnection(connection);
    };
    const limit = setTimeout(() => end(new Error('no answer in time')), OPENING_TIMEOUT_MS);
    connection.once('connection_open', () => clearTimeout(limit));
    for (const event of ENDS_OF_CONNECTION) {
      connection.on(event, (context: unknown) => end(reasonOf(context)));
    }
    const wire = { connection, ended: ended.signal };
    kept = { wire, end };
    return wire;
  }

  return {
    current: () => kept?.wire ?? open(),
    close: () => kept?.end(new Error('the application stops')),
  };
}
