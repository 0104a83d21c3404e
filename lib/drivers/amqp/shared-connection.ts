import rhea, { type Connection } from 'rhea';
import type { KeptSecret } from '../secrets/kept-secret.ts';
import { closeConnection } from './close-connection.ts';
import { type AmqpConnection, type AmqpNetwork, toConnectionOptions } from './connection.ts';
import { ENDS_OF_CONNECTION, isRefusal, reasonOf } from './reason.ts';
import { secretConnection } from './secret-connection.ts';

/** A connection, and when it ended: the signal's reason says why. */
export type Wire = { readonly connection: Connection; readonly ended: AbortSignal };

export type SharedConnection = {
  /**
   * The one there is, or a new one.
   *
   * @throws {Error} the secret that it needs cannot be read, or does not hold what it has to
   */
  readonly current: () => Promise<Wire>;
  readonly close: () => void;
};

type Opened = { readonly wire: Wire; readonly end: (cause: Error) => void };

/** Milliseconds until a network has answered to who we are. */
const OPENING_TIMEOUT_MS = 10_000;

/** One connection for several links. Nothing is reconnected by itself: whose link ended asks for the next one. */
export function sharedConnection(
  { secret, ...network }: AmqpNetwork,
  clientId: string,
): SharedConnection {
  const given = { ...network, clientId };
  const targets = secret === undefined ? fixed(given) : secretConnection(secret, given);
  let kept: Promise<Opened> | undefined;
  let refused: AmqpConnection | undefined;
  let closed: Error | undefined;

  async function open(): Promise<Opened> {
    const target = await nextTarget();
    const opened = connect(target, (cause) => {
      kept = undefined;
      if (isRefusal(cause)) refused = target;
    });
    if (closed) opened.end(closed);
    return opened;
  }

  async function nextTarget(): Promise<AmqpConnection> {
    const other = refused && (await targets.insteadOf(refused));
    refused = undefined;
    return other ?? targets.current();
  }

  function keepOpening(): Promise<Opened> {
    const opening = open();
    kept = opening;
    opening.catch(() => (kept = undefined));
    return opening;
  }

  return {
    current: async () => (await (kept ?? keepOpening())).wire,
    close: () => {
      const cause = new Error('the application stops');
      closed = cause;
      void kept?.then(({ end }) => end(cause), ignore);
    },
  };
}

function fixed(connection: AmqpConnection): KeptSecret<AmqpConnection> {
  return { current: async () => connection, insteadOf: async () => undefined };
}

function ignore(): void {
  // Whoever asked for the connection is told.
}

function connect(target: AmqpConnection, onEnded: (cause: Error) => void): Opened {
  const connection = rhea.create_container().connect(toConnectionOptions(target));
  const ended = new AbortController();
  const end = (cause: Error) => {
    if (ended.signal.aborted) return;
    clearTimeout(limit);
    onEnded(cause);
    ended.abort(cause);
    closeConnection(connection);
  };
  const limit = setTimeout(() => end(new Error('no answer in time')), OPENING_TIMEOUT_MS);
  connection.once('connection_open', () => clearTimeout(limit));
  for (const event of ENDS_OF_CONNECTION) {
    connection.on(event, (context: unknown) => end(reasonOf(context)));
  }
  return { wire: { connection, ended: ended.signal }, end };
}
