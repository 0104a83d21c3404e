import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Delivery } from 'rhea';
import type { Settlement } from '../../consumption/arrival.ts';

export type Settlements = {
  readonly push: (delivery: Delivery, settlement: Settlement) => void;
  /** Resolves when all are handed to the connection. */
  readonly written: () => Promise<void>;
};

/**
 * Settles deliveries of a link. rhea writes what is settled in one turn as ranges, and gives two neighbours the outcome of the
 * first, whatever the second is: so an outcome that differs from the one before waits for the next turn.
 *
 * @param gone aborted when the link has ended, and nobody listens any more
 */
export function settlements(gone: AbortSignal): Settlements {
  const waiting: (readonly [Delivery, Settlement])[] = [];
  let writing: Promise<void> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0 && !gone.aborted) {
      await nextTurn();
      for (const [delivery, settlement] of waiting.splice(0, likeTheFirst())) {
        if (!gone.aborted) apply(delivery, settlement);
      }
    }
    writing = undefined;
  }

  /** Rejections have reasons, so that no two are alike. */
  function likeTheFirst(): number {
    const first = waiting[0]?.[1].kind;
    const other = waiting.findIndex(([, { kind }]) => kind !== first || kind === 'rejected');
    if (other === -1) return waiting.length;
    return Math.max(other, 1);
  }

  return {
    push: (delivery, settlement) => {
      waiting.push([delivery, settlement]);
      writing ??= writeAll();
    },
    written: async () => writing,
  };
}

function apply(delivery: Delivery, settlement: Settlement): void {
  switch (settlement.kind) {
    case 'accepted':
      delivery.accept();
      return;
    case 'released':
      delivery.release();
      return;
    case 'modified':
      delivery.modified({ delivery_failed: true });
      return;
    case 'rejected': {
      const { code, message } = settlement.reason;
      delivery.reject({ condition: `tidegate:${code}`, description: message });
      return;
    }
  }
}
