import type { DeliveryLimits } from './delivery-limits.ts';
import type { OutgoingRecord } from './outgoing-record.ts';

/** A record and the device that waits for its fate. */
export type Delivery = OutgoingRecord & {
  readonly bytes: number;
  /** Milliseconds since the Unix epoch; a delivery not begun by then is refused. */
  readonly beginByMs: number;
  readonly settle: (failure?: unknown) => void;
};

/** Deliveries in the order in which they came, and the groups that are made of them. */
export type DeliveryQueue = {
  readonly push: (delivery: Delivery) => void;
  readonly first: () => Delivery | undefined;
  /** Whether one waits that is not of the topic. */
  readonly holdsOthers: (topic: string) => boolean;
  /** What may share a request, as far as it fits; always one at least, if there is one that may. */
  readonly takeGroup: (mayShare: (topic: string) => boolean) => readonly Delivery[];
  readonly takeTopic: (topic: string) => readonly Delivery[];
  /** Takes those that have waited too long. */
  readonly takeExpired: (nowMs: number) => readonly Delivery[];
  readonly clear: () => void;
};

export function deliveryQueue(
  limits: Pick<DeliveryLimits, 'maxGroupRecords' | 'maxGroupBytes'>,
): DeliveryQueue {
  let waiting: Delivery[] = [];

  function take(isTaken: (delivery: Delivery) => boolean): readonly Delivery[] {
    const taken: Delivery[] = [];
    const rest: Delivery[] = [];
    for (const delivery of waiting) (isTaken(delivery) ? taken : rest).push(delivery);
    waiting = rest;
    return taken;
  }

  function takeGroup(mayShare: (topic: string) => boolean): readonly Delivery[] {
    const { maxGroupRecords, maxGroupBytes } = limits;
    let records = 0;
    let bytes = 0;
    let full = false;
    return take((delivery) => {
      if (full || !mayShare(delivery.topic)) return false;
      full = records > 0 && (records >= maxGroupRecords || bytes + delivery.bytes > maxGroupBytes);
      if (full) return false;
      records += 1;
      bytes += delivery.bytes;
      return true;
    });
  }

  return {
    push: (delivery) => void waiting.push(delivery),
    first: () => waiting[0],
    holdsOthers: (topic) => waiting.some((delivery) => delivery.topic !== topic),
    takeGroup,
    takeTopic: (topic) => take((delivery) => delivery.topic === topic),
    takeExpired: (nowMs) => take(({ beginByMs }) => beginByMs <= nowMs),
    clear: () => {
      waiting = [];
    },
  };
}
