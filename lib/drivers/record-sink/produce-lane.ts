import type { DeliveryLimits } from './delivery-limits.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import type { ProduceOutcome, ProducerSession } from './producer-session.ts';

/** A record and the device that waits for its fate. */
export type Delivery = OutgoingRecord & {
  readonly bytes: number;
  /** Milliseconds since the Unix epoch; a delivery not begun by then is refused. */
  readonly beginByMs: number;
  readonly settle: (failure?: unknown) => void;
};

export type LaneEvents = {
  /** Every record of a topic that went alone was refused; what was waiting for the topic comes along. */
  readonly onTopicRefused: (topic: string, waiting: readonly Delivery[]) => void;
  readonly onTopicStored: (topic: string) => void;
};

export type ProduceLane = {
  /** Begins to connect ahead of the first delivery. */
  readonly connect: () => void;
  readonly push: (delivery: Delivery) => void;
  readonly takeWaiting: (topic: string) => readonly Delivery[];
  readonly discardSession: () => void;
  /** Sends nothing more. */
  readonly close: () => void;
};

/**
 * Group commit over one producer: while a group is under way the next one gathers, so one request a broker is
 * in flight. A topic's first group on a session is its alone, so that one without a topic harms nobody else.
 */
export function produceLane(
  openSession: () => ProducerSession,
  limits: DeliveryLimits,
  events: LaneEvents,
  now: () => number,
): ProduceLane {
  let waiting: Delivery[] = [];
  let running = false;
  let session: ProducerSession | undefined;
  let lastUseMs = 0;
  /** Topics that the session has stored something in. */
  const proven = new Set<string>();

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Uploads that arrived together leave together.
      await new Promise(setImmediate);
      const group = nextGroup();
      if (group.length > 0) await deliver(group);
    }
    running = false;
  }

  function nextGroup(): readonly Delivery[] {
    const expired = waiting.filter((delivery) => delivery.beginByMs <= now());
    if (expired.length > 0) {
      waiting = waiting.filter((delivery) => delivery.beginByMs > now());
      for (const delivery of expired) delivery.settle(new Error('waited too long for its turn'));
    }
    const [first] = waiting;
    if (!first) return [];
    discardWhenStale();
    const mayShare = proven.has(first.topic)
      ? (topic: string) => proven.has(topic)
      : (topic: string) => topic === first.topic;
    return takeGroup(mayShare);
  }

  function takeGroup(mayShare: (topic: string) => boolean): readonly Delivery[] {
    const group: Delivery[] = [];
    const rest: Delivery[] = [];
    let bytes = 0;
    let full = false;
    for (const delivery of waiting) {
      if (full || !mayShare(delivery.topic)) {
        rest.push(delivery);
      } else if (group.length > 0 && !fits(group.length, bytes + delivery.bytes)) {
        full = true;
        rest.push(delivery);
      } else {
        group.push(delivery);
        bytes += delivery.bytes;
      }
    }
    waiting = rest;
    return group;
  }

  function fits(records: number, bytes: number): boolean {
    return records < limits.maxGroupRecords && bytes <= limits.maxGroupBytes;
  }

  async function deliver(group: readonly Delivery[]): Promise<void> {
    session ??= openSession();
    const outcome = await within(limits.produceTimeoutMs, session.produce(group));
    lastUseMs = now();
    const topics = new Set(group.map(({ topic }) => topic));
    if (outcome.kind === 'stored') {
      for (const topic of topics) {
        proven.add(topic);
        events.onTopicStored(topic);
      }
      for (const delivery of group) delivery.settle();
      return;
    }
    discardSession();
    const stored: ReadonlySet<OutgoingRecord> =
      outcome.kind === 'refused' ? outcome.stored : new Set();
    const refused = new Set(group.filter((one) => !stored.has(one)).map(({ topic }) => topic));
    const [culprit] = refused;
    if (culprit !== undefined && refused.size === 1 && outcome.kind === 'refused') {
      events.onTopicRefused(culprit, takeWaiting(culprit));
    }
    for (const delivery of group) delivery.settle(stored.has(delivery) ? undefined : outcome.cause);
  }

  function takeWaiting(topic: string): readonly Delivery[] {
    const taken = waiting.filter((delivery) => delivery.topic === topic);
    waiting = waiting.filter((delivery) => delivery.topic !== topic);
    return taken;
  }

  function discardWhenStale(): void {
    if (session && now() - lastUseMs > limits.idleLimitMs) discardSession();
  }

  function discardSession(): void {
    session?.discard();
    session = undefined;
    proven.clear();
  }

  return {
    connect: () => {
      session ??= openSession();
      session.connect();
      lastUseMs = now();
    },
    push: (delivery) => {
      waiting.push(delivery);
      if (running) return;
      running = true;
      void run();
    },
    takeWaiting,
    discardSession,
    close: () => {
      waiting = [];
      discardSession();
    },
  };
}

/** What takes longer is given up: whether it was stored, nobody knows. */
function within(timeoutMs: number, produced: Promise<ProduceOutcome>): Promise<ProduceOutcome> {
  const { promise, resolve } = Promise.withResolvers<ProduceOutcome>();
  const timer = setTimeout(() => {
    const cause = new Error(`no acknowledgement within ${timeoutMs} ms`);
    resolve({ kind: 'refused', stored: new Set(), cause });
  }, timeoutMs);
  produced
    .catch((cause: unknown): ProduceOutcome => ({ kind: 'refused', stored: new Set(), cause }))
    .then(resolve, resolve)
    .finally(() => clearTimeout(timer));
  return promise;
}
