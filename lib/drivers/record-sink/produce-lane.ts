import type { DeliveryLimits } from './delivery-limits.ts';
import { type Delivery, deliveryQueue } from './delivery-queue.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import type { ProduceOutcome, ProducerSession } from './producer-session.ts';
import { settlesWithin, within } from './settles-within.ts';

export type LaneEvents = {
  /** Every record of a topic that went alone was refused; what was waiting for the topic comes along. */
  readonly onTopicRefused: (topic: string, waiting: readonly Delivery[]) => void;
  readonly onTopicStored: (topic: string) => void;
  /** A new topic kept others waiting: it goes on by itself. Where this is absent, the others wait. */
  readonly onTopicSlow?: (topic: string, waiting: readonly Delivery[]) => void;
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
  const queue = deliveryQueue(limits);
  let running = false;
  let session: ProducerSession | undefined;
  let lastUseMs = 0;
  /** Topics that the session has stored something in. */
  const proven = new Set<string>();
  /** Of topics that go on by themselves. */
  const leftBehind = new Set<ProducerSession>();

  async function run(): Promise<void> {
    while (queue.first()) {
      // Uploads that arrived together leave together.
      await new Promise(setImmediate);
      const group = nextGroup();
      if (group.length > 0) await deliver(group);
    }
    running = false;
  }

  function nextGroup(): readonly Delivery[] {
    for (const expired of queue.takeExpired(now())) {
      expired.settle(new Error('waited too long for its turn'));
    }
    const first = queue.first();
    if (!first) return [];
    discardWhenStale();
    const mayShare = proven.has(first.topic)
      ? (topic: string) => proven.has(topic)
      : (topic: string) => topic === first.topic;
    return queue.takeGroup(mayShare);
  }

  async function deliver(group: readonly Delivery[]): Promise<void> {
    const used = (session ??= openSession());
    const produced = within(limits.produceTimeoutMs, used.produce(group));
    const [first] = group;
    if (first && !proven.has(first.topic) && (await isSlow(first.topic, produced))) {
      leaveBehind(first.topic, used);
      void produced.then((outcome) => conclude(group, used, outcome));
      return;
    }
    const outcome = await produced;
    lastUseMs = now();
    conclude(group, used, outcome);
  }

  /** Whether others wait for a new topic that takes longer than they can be asked to wait. */
  async function isSlow(topic: string, produced: Promise<unknown>): Promise<boolean> {
    if (!events.onTopicSlow) return false;
    while (!(await settlesWithin(limits.newTopicPatienceMs, produced))) {
      if (queue.holdsOthers(topic)) return true;
    }
    return false;
  }

  function leaveBehind(topic: string, used: ProducerSession): void {
    leftBehind.add(used);
    session = undefined;
    proven.clear();
    events.onTopicSlow?.(topic, queue.takeTopic(topic));
  }

  function conclude(
    group: readonly Delivery[],
    used: ProducerSession,
    outcome: ProduceOutcome,
  ): void {
    const topics = new Set(group.map(({ topic }) => topic));
    if (outcome.kind === 'stored') {
      for (const topic of topics) {
        if (used === session) proven.add(topic);
        events.onTopicStored(topic);
      }
      if (used !== session) discard(used);
      for (const delivery of group) delivery.settle();
      return;
    }
    discard(used);
    const stored: ReadonlySet<OutgoingRecord> =
      outcome.kind === 'refused' ? outcome.stored : new Set();
    const refused = new Set(group.filter((one) => !stored.has(one)).map(({ topic }) => topic));
    const [culprit] = refused;
    if (culprit !== undefined && refused.size === 1 && outcome.kind === 'refused') {
      events.onTopicRefused(culprit, queue.takeTopic(culprit));
    }
    for (const delivery of group) delivery.settle(stored.has(delivery) ? undefined : outcome.cause);
  }

  function discardWhenStale(): void {
    if (!session) return;
    const isIdle = now() - lastUseMs > limits.idleLimitMs;
    if (isIdle || session.isExpiring?.(now()) === true) discardSession();
  }

  function discard(used: ProducerSession): void {
    if (used !== session && !leftBehind.has(used)) return;
    used.discard();
    leftBehind.delete(used);
    if (used !== session) return;
    session = undefined;
    proven.clear();
  }

  function discardSession(): void {
    if (session) discard(session);
  }

  return {
    connect: () => {
      session ??= openSession();
      session.connect();
      lastUseMs = now();
    },
    push: (delivery) => {
      queue.push(delivery);
      if (running) return;
      running = true;
      void run();
    },
    takeWaiting: queue.takeTopic,
    discardSession,
    close: () => {
      queue.clear();
      for (const used of leftBehind) discard(used);
      discardSession();
    },
  };
}
