import rhea, { type EventContext, type Sender } from 'rhea';
import { closeConnection } from './close-connection.ts';
import { type AmqpConnection, toConnectionOptions } from './connection.ts';
import { type Outcome, outcomes } from './outcome.ts';
import { ENDS_OF_CONNECTION, reasonOf } from './reason.ts';
import { type SenderLink, senderLink, type Transfer } from './sender-link.ts';

/** One connection to the messaging network, with a sender link for each address. */
export type AmqpSession = {
  readonly send: (transfer: Transfer) => void;
  /** Nobody waits for it any longer. */
  readonly cancel: (transfer: Transfer) => Outcome;
  /** The connection ended, or never came about. */
  readonly isBroken: () => boolean;
  /** The network has answered to who we are. */
  readonly wasOpen: () => boolean;
  /** Bytes from the network so far: as long as they grow, it is there. */
  readonly bytesReceived: () => number;
  /** Takes nothing more, and ends the connection when all is answered. */
  readonly retire: () => void;
  /** Ends the connection now; what is under way is settled as unreachable. */
  readonly close: (cause: unknown) => void;
};

const UNSETTLED = 0;
const SETTLES_FIRST = 0;
const MAX_LINKS = 1_000;

export function openSession(connection: AmqpConnection): AmqpSession {
  const links = new Map<string, { readonly sender: Sender; readonly link: SenderLink }>();
  const wire = rhea.create_container().connect(toConnectionOptions(connection));
  let broken = false;
  let retired = false;
  let opened = false;

  function end(cause: unknown): void {
    if (broken) return;
    broken = true;
    for (const { link } of links.values()) link.fail(cause);
    links.clear();
    closeConnection(wire);
  }

  function endWhenIdle(): void {
    const isIdle = [...links.values()].every(({ link }) => link.isIdle());
    if (retired && isIdle) end(new Error('the session was retired'));
  }

  for (const event of ENDS_OF_CONNECTION) {
    wire.on(event, (context: unknown) => end(reasonOf(context)));
  }
  wire.on('connection_open', () => {
    opened = true;
  });

  /** Each link has a session of its own: rhea holds back all links of a session when one of them has no credit. */
  function openLink(address: string): SenderLink {
    makeRoom();
    const session = wire.create_session();
    session.begin();
    const sender = session.open_sender({
      target: { address },
      snd_settle_mode: UNSETTLED,
      rcv_settle_mode: SETTLES_FIRST,
      autosettle: true,
      treat_modified_as_released: false,
    });
    const link = senderLink(sender);
    links.set(address, { sender, link });
    const onEnd = (context: unknown) => {
      if (links.get(address)?.link === link) links.delete(address);
      link.fail(reasonOf(context));
      // After rhea has answered the network's detach.
      setImmediate(() => session.close());
    };
    for (const event of ['sender_error', 'sender_close']) sender.on(event, onEnd);
    for (const event of ['session_error', 'session_close']) session.on(event, onEnd);
    sender.on('sendable', link.pump);
    for (const [state, tell] of Object.entries(outcomes)) {
      sender.on(state, ({ delivery }: EventContext) => {
        if (delivery) link.onSettled(delivery, tell(delivery));
        link.pump();
        endWhenIdle();
      });
    }
    return link;
  }

  /** The link that was not used for longest goes, unless something is under way on it. */
  function makeRoom(): void {
    for (const [address, { sender, link }] of links) {
      if (links.size < MAX_LINKS) return;
      if (!link.isIdle()) continue;
      links.delete(address);
      sender.session.close();
    }
  }

  function linkTo(address: string): SenderLink {
    const known = links.get(address);
    if (known === undefined) return openLink(address);
    links.delete(address);
    links.set(address, known);
    return known.link;
  }

  return {
    send: (transfer) => {
      const link = linkTo(transfer.address);
      link.push(transfer);
      link.pump();
    },
    cancel: (transfer) => {
      const outcome = links.get(transfer.address)?.link.cancel(transfer);
      endWhenIdle();
      return outcome ?? { kind: 'unanswered' };
    },
    isBroken: () => broken,
    wasOpen: () => opened,
    bytesReceived: () => wire['socket']?.bytesRead ?? 0,
    retire: () => {
      retired = true;
      endWhenIdle();
    },
    close: end,
  };
}
