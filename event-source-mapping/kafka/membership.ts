import type { Consumer } from '@platformatic/kafka';
import type { SourceListener } from '../record-source.ts';
import { type Start, groupPositions, startingPositions } from './positions.ts';
import { countPartitions, waitForTopic } from './topic.ts';
import { type Troubles, pause } from './troubles.ts';

/** How often a topic is looked at for new partitions, in milliseconds. */
const TOPIC_WATCH_MS = 5_000;

export type MembershipPorts = {
  readonly consumer: Consumer;
  readonly topic: string;
  readonly start: Start;
  /** Next offset to read, by partition: filled and emptied here as the group assigns and revokes. */
  readonly positions: Map<number, number>;
  readonly listener: Omit<SourceListener, 'received' | 'ended' | 'hasRoom'>;
  readonly troubles: Troubles;
  readonly signal: AbortSignal;
};

export type Membership = {
  /** Waits for the topic, joins the group, takes over what it is assigned. */
  readonly join: () => Promise<void>;
  /** The topic is gone: gives up all of its partitions and joins again once there is one of that name. */
  readonly rejoin: () => Promise<void>;
  /** The next records of the partitions are gone: reads on from the starting position. */
  readonly startOver: (partitions: readonly number[]) => Promise<void>;
};

/** The mapping as a member of its consumer group, through rebalances, outages and new partitions. */
export function createMembership(ports: MembershipPorts): Membership {
  const { consumer, topic, positions, listener, troubles, signal } = ports;
  let memberId: string | null = null;
  let knownPartitions = 0;
  let adoptions = 0;
  let isJoining = false;

  async function join(): Promise<void> {
    if (isJoining) return;
    isJoining = true;
    await troubles.persist('joining the consumer group', joinOnce, () => false);
    isJoining = false;
  }

  async function joinOnce(): Promise<void> {
    const announce = () => listener.report({ kind: 'waiting-for-topic', topic });
    knownPartitions = await waitForTopic(consumer, topic, announce, signal);
    if (signal.aborted) return;
    if (consumer.topics.current.length === 0) consumer.topics.track(topic);
    await consumer.joinGroup({});
  }

  /** Partitions that stay are read on without a break, new ones from where the group left them. */
  async function adopt(): Promise<void> {
    const adoption = ++adoptions;
    const isOutdated = () => adoption !== adoptions;
    const partitions = consumer.assignments?.find((each) => each.topic === topic)?.partitions ?? [];
    const isSameMember = memberId === consumer.memberId;
    memberId = consumer.memberId;
    release([...positions.keys()].filter((each) => !isSameMember || !partitions.includes(each)));
    const fresh = partitions.filter((partition) => !positions.has(partition));
    const read = async () => {
      const starts = await groupPositions(consumer, topic, fresh, ports.start);
      if (!isOutdated()) take(starts);
    };
    if (await troubles.persist('reading committed offsets', read, isOutdated)) listener.joined();
  }

  function take(starts: ReadonlyMap<number, number>): void {
    if (signal.aborted) return;
    for (const [partition, offset] of starts) {
      positions.set(partition, offset);
      listener.assigned({ topic, partition, offset });
    }
  }

  function release(partitions: readonly number[]): void {
    for (const partition of partitions) {
      positions.delete(partition);
      listener.revoked({ topic, partition });
    }
  }

  async function rejoin(): Promise<void> {
    release([...positions.keys()]);
    await join();
  }

  async function startOver(partitions: readonly number[]): Promise<void> {
    const isOutdated = () => !partitions.every((partition) => positions.has(partition));
    const read = async () => {
      const starts = await startingPositions(consumer, topic, partitions, ports.start);
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
      return (await countPartitions(consumer, topic)) > knownPartitions;
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

  return { join, rejoin, startOver };
}
