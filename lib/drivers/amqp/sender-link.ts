import rhea, { type Delivery, type Sender } from 'rhea';
import type { Outcome } from './outcome.ts';

/** An encoded message on its way to an address. */
export type Transfer = {
  readonly address: string;
  readonly message: Buffer;
  /** Called once. */
  readonly settle: (outcome: Outcome) => void;
};

/** Order is kept: a link has one queue, and what was handed over is never handed over again. */
export type SenderLink = {
  readonly push: (transfer: Transfer) => void;
  /** Hands over as much as the network takes now. */
  readonly pump: () => void;
  /** Nobody waits for it any longer. @returns what to tell: whether the network ever had it. */
  readonly cancel: (transfer: Transfer) => Outcome;
  /** Takes the network's word for a delivery. */
  readonly onSettled: (delivery: Delivery, outcome: Outcome) => void;
  /** The link ended: neither what waits nor what is under way will be answered. */
  readonly fail: (cause: unknown) => void;
  readonly isIdle: () => boolean;
};

/** So that a tenant whose messages nobody settles holds no more than this. */
const MAX_UNSETTLED = 512;

export function senderLink(sender: Sender): SenderLink {
  const waiting = new Set<Transfer>();
  const unsettled = new Map<Transfer, Delivery>();
  const byDelivery = new Map<Delivery, Transfer>();

  function isSendable(): boolean {
    if (!sender.is_open() || !sender.sendable() || unsettled.size >= MAX_UNSETTLED) return false;
    // rhea writes later in this turn; until then the credit that it takes still shows.
    const { next_delivery_id: next, next_pending_delivery: unwritten } = sender.session.outgoing;
    return next - unwritten < sender.credit;
  }

  function handOver(transfer: Transfer): void {
    const limit = sender.max_message_size;
    if (limit > 0 && transfer.message.byteLength > limit) {
      transfer.settle({ kind: 'rejected' });
      return;
    }
    const delivery = sender.send(transfer.message, undefined, 0);
    unsettled.set(transfer, delivery);
    byDelivery.set(delivery, transfer);
  }

  function forget(transfer: Transfer, delivery: Delivery): void {
    unsettled.delete(transfer);
    byDelivery.delete(delivery);
  }

  return {
    push: (transfer) => void waiting.add(transfer),
    pump: () => {
      for (const transfer of waiting) {
        if (!isSendable()) return;
        waiting.delete(transfer);
        handOver(transfer);
      }
    },
    cancel: (transfer) => {
      if (waiting.delete(transfer)) {
        return { kind: sender.is_remote_open() ? 'no-credit' : 'unreachable' };
      }
      const delivery = unsettled.get(transfer);
      if (delivery) {
        forget(transfer, delivery);
        release(delivery);
      }
      return { kind: 'unanswered' };
    },
    onSettled: (delivery, outcome) => {
      const transfer = byDelivery.get(delivery);
      if (transfer === undefined) return;
      forget(transfer, delivery);
      transfer.settle(outcome);
    },
    fail: (cause) => {
      const failed = [...unsettled.keys(), ...waiting];
      for (const all of [waiting, unsettled, byDelivery]) all.clear();
      for (const transfer of failed) transfer.settle({ kind: 'unreachable', cause });
    },
    isIdle: () => waiting.size === 0 && unsettled.size === 0,
  };
}

/** The network need not think of it as being under way any longer. @see Hono, `GenericSenderLink.handleSendMessageTimeout` */
function release(delivery: Delivery): void {
  delivery.update(true, rhea.message.released().described());
}
