import type { Consumer } from '@platformatic/kafka';
import { type TopicPartition, topicPartition } from '../event.ts';
import type { PartitionOffset } from '../observation.ts';
import type { SourceListener } from '../record-source.ts';
import { type Positions, type Start, groupPositions, startingPositions } from './positions.ts';
import { type PartitionCounts, countPartitions, waitForTopics } from './topic.ts';
import { type Troubles, pause } from './troubles.ts';

/** How often topics are looked at for new partitions, in milliseconds. */
const TOPIC_WATCH_MS = 5_000;

export type MembershipPorts = {
  readonly consumer: Consumer;
  /** Those to read as soon as they exist; may be empty at first. */
  readonly topics: readonly string[];
  readonly start: Start;
  /** Filled and emptied here as the group assigns and revokes. */
  readonly positions: Positions;
  readonly listener: Omit<SourceListener, 'received' | 'ended' | 'hasRoom'>;
  readonly troubles: Troubles;
  readonly signal: AbortSignal;
};

export type Membership = {
  /** Waits for a topic, joins the group, takes over what it is assigned. */
  readonly join: () => Promise<void>;
  /** Reads these topics from now on and no others; gives up the others' partitions before it returns. */
  readonly subscribe: (topics: readonly string[]) => void;
  /** Topics are gone: gives up their partitions and joins again, with those of their names that there are. */
  readonly rejoin: (lost: readonly string[]) => Promise<void>;
  /** The next records of the partitions are gone: reads on from the starting position. */
  readonly startOver: (partitions: readonly TopicPartition[]) => Promise<void>;
};

/** A member of the consumer group, through rebalances, outages, new topics and new partitions. */
export function createMembership(ports: MembershipPorts): Membership {
  const { consumer, positions, listener, troubles, signal } = ports;
  let wanted: ReadonlySet<string> = new Set(ports.topics);
  let memberId: string | null = null;
  let known: PartitionCounts = new Map();
  let adoptions = 0;
  let isJoining = false;
  let isOutOfDate = false;

  async function join(): Promise<void> {
    if (isJoining) return;
    isJoining = true;
    do {
      isOutOfDate = false;
      await troubles.persist('joining the consumer group', joinOnce, () => false);
    } while (isOutOfDate && !signal.aborted);
    isJoining = false;
  }

  async function joinOnce(): Promise<void> {
    known = await waitForTopics(consumer, () => [...wanted], announceMissing, signal);
    if (signal.aborted) return;
    releaseTopics((topic) => !known.has(topic));
    consumer.topics.clear();
    consumer.topics.trackAll(...known.keys());
    await consumer.joinGroup({});
  }

  function announceMissing(): void {
    for (const topic of wanted) listener.report({ kind: 'waiting-for-topic', topic });
  }

  /** Partitions that stay are read on without a break, new ones from where the group left them. */
  async function adopt(): Promise<void> {
    const adoption = ++adoptions;
    const isOutdated = () => adoption !== adoptions;
    const assigned = assignedPartitions().filter(({ topic }) => wanted.has(topic));
    const names = new Set(assigned.map(topicPartition));
    const isSameMember = memberId === consumer.memberId;
    memberId = consumer.memberId;
    release(
      [...positions.values()].filter((one) => !isSameMember || !names.has(topicPartition(one))),
    );
    const fresh = assigned.filter((one) => !positions.has(topicPartition(one)));
    const read = async () => {
      const starts = await groupPositions(consumer, fresh, ports.start);
      if (!isOutdated()) take(starts.filter(({ topic }) => wanted.has(topic)));
    };
    if (await troubles.persist('reading committed offsets', read, isOutdated)) listener.joined();
  }

  function assignedPartitions(): readonly TopicPartition[] {
    return (consumer.assignments ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    );
  }

  function take(starts: readonly PartitionOffset[]): void {
    if (signal.aborted) return;
    for (const start of starts) {
      positions.set(topicPartition(start), start);
      listener.assigned(start);
    }
  }

  function release(partitions: readonly TopicPartition[]): void {
    for (const { topic, partition } of partitions) {
      positions.delete(topicPartition({ topic, partition }));
      listener.revoked({ topic, partition });
    }
  }

  function releaseTopics(isGone: (topic: string) => boolean): void {
    release([...positions.values()].filter(({ topic }) => isGone(topic)));
  }

  async function startOver(partitions: readonly TopicPartition[]): Promise<void> {
    const isOutdated = () => !partitions.every((one) => positions.has(topicPartition(one)));
    const read = async () => {
      const starts = await startingPositions(consumer, partitions, ports.start);
      if (isOutdated()) return;
      release(partitions);
      take(starts);
    };
    await troubles.persist('finding the starting position', read, isOutdated);
  }

  /** A leader that joins again makes the group share out the new partitions. */
  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(TOPIC_WATCH_MS, signal);
      if (!isJoining && (await hasNewPartitions())) await join();
    }
  }

  async function hasNewPartitions(): Promise<boolean> {
    try {
      const counts = await countPartitions(consumer, [...wanted]);
      return [...counts].some(([topic, count]) => count > (known.get(topic) ?? 0));
    } catch (cause) {
      troubles.failed('looking for new partitions', cause);
      return false;
    }
  }

  consumer.on('consumer:group:join', () => void adopt());
  consumer.on('consumer:group:rebalance', listener.rebalancing);
  consumer.on('error', (cause: Error) => {
    troubles.failed('staying in the consumer group', cause);
    void join();
  });
  void watch();

  return {
    join,
    startOver,
    subscribe(topics) {
      wanted = new Set(topics);
      releaseTopics((topic) => !wanted.has(topic));
      isOutOfDate = true;
      void join();
    },
    async rejoin(lost) {
      releaseTopics((topic) => lost.includes(topic));
      await join();
    },
  };
}
