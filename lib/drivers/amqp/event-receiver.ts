import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery, Message } from 'rhea';
import type { Arrival } from '../../consumption/arrival.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { openReceiverLink, type ReceiverLink, type Source } from './receiver-link.ts';
import { settlements } from './settlements.ts';
import type { SharedConnection, Wire } from './shared-connection.ts';
import { toReceived } from './to-received.ts';

export type ReceiverOptions = {
  readonly tenant: TenantId;
  readonly source: Source;
  /** Messages that wait or are in hand at the same time. */
  readonly window: number;
  readonly onArrival: (arrival: Arrival) => void;
  readonly report: (observation: LinkObservation) => void;
};

/** What happens between an application and the messaging network. */
export type LinkObservation =
  | { readonly kind: 'attached'; readonly address: string }
  | {
      readonly kind: 'detached';
      readonly address: string;
      readonly cause: unknown;
      /** Milliseconds until the next attempt. */
      readonly retryInMs: number;
    };

export type EventReceiver = {
  /** Resolves when it is attached for the first time, or closed before. */
  readonly ready: Promise<void>;
  /** Takes no message any more. Resolves when none is on its way. */
  readonly drain: () => Promise<void>;
  /** Resolves when all settlements are handed to the connection. */
  readonly written: () => Promise<void>;
  /** Does not attach again. */
  readonly close: () => void;
};

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;

/** Receives the messages of one address, and attaches again whenever the link ends. */
export function receiveEvents(wires: SharedConnection, options: ReceiverOptions): EventReceiver {
  const ready = Promise.withResolvers<void>();
  const closing = new AbortController();
  let failures = 0;
  let current: Attached | undefined;

  async function stayAttached(): Promise<void> {
    while (!closing.signal.aborted) {
      const cause = await attachUntilEnded();
      failures += 1;
      if (closing.signal.aborted) return;
      const retryInMs = delayAfter(failures);
      options.report({ kind: 'detached', address: options.source.address, cause, retryInMs });
      await pause(retryInMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  /** @returns why it ended, or never came about */
  async function attachUntilEnded(): Promise<unknown> {
    try {
      const wire = await wires.current();
      if (wire.ended.aborted) return wire.ended.reason;
      current = attach(wire, options, () => {
        failures = 0;
        ready.resolve();
      });
    } catch (cause) {
      return cause;
    }
    return endOf(current.link);
  }

  void stayAttached();
  return {
    ready: ready.promise,
    drain: async () => current?.link.drain(),
    written: async () => current?.written(),
    close: () => {
      closing.abort();
      ready.resolve();
    },
  };
}

type Attached = { readonly link: ReceiverLink; readonly written: () => Promise<void> };

function attach(
  wire: Wire,
  { tenant, source, window, onArrival, report }: ReceiverOptions,
  onAttached: () => void,
): Attached {
  const { address } = source;
  let arrivals = 0;
  const link = openReceiverLink(wire, source, {
    onAttached: () => {
      link.grant(window);
      report({ kind: 'attached', address });
      onAttached();
    },
    onMessage: (message, delivery) => {
      const record = toReceived(message, { tenant, address, arrival: arrivals++ });
      const settle = settleOnce(delivery);
      onArrival({ record, earlierFailures: failuresOf(message), gone: link.ended, settle });
    },
  });
  const writer = settlements(link.ended);

  function settleOnce(delivery: Delivery): Arrival['settle'] {
    let isSettled = false;
    return (settlement) => {
      if (isSettled || link.ended.aborted) return;
      isSettled = true;
      writer.push(delivery, settlement);
      link.grant(1);
    };
  }

  return { link, written: writer.written };
}

function failuresOf({ delivery_count: count }: Message): number {
  return typeof count === 'number' ? count : 0;
}

function endOf({ ended }: ReceiverLink): Promise<unknown> {
  return new Promise((resolve) => {
    if (ended.aborted) resolve(ended.reason);
    else ended.addEventListener('abort', () => resolve(ended.reason), { once: true });
  });
}

/** Applications that lost the same broker do not all come back at the same moment. */
function delayAfter(failures: number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  return Math.ceil(longest * (0.5 + Math.random() / 2));
}
