import { createHash } from 'node:crypto';
import type { GroupPartitionsAssigner } from '@platformatic/kafka';
import { topicPartition } from '../event.ts';

type Members = Parameters<GroupPartitionsAssigner>[1];
type Metadata = Parameters<GroupPartitionsAssigner>[3];
type Assignment = ReturnType<GroupPartitionsAssigner>[number];
type Share = { readonly memberId: string; readonly assignment: Assignment; count: number };

/**
 * Gives each partition to the member with the highest hash of both (rendezvous) that reads its topic and has not yet its
 * equal share: a topic or member that comes or goes moves little else.
 */
export const shareOut: GroupPartitionsAssigner = (_leader, members, topics, metadata) => {
  const shares = new Map([...members.keys()].map((id) => [id, emptyShare(id)]));
  const most = Math.ceil(countAll(topics, metadata) / members.size);
  for (const topic of [...topics].sort()) {
    const readers = readersOf(members, topic).flatMap((id) => shares.get(id) ?? []);
    for (let partition = 0; partition < countOf(metadata, topic); partition += 1) {
      const free = readers.filter(({ count }) => count < most);
      const candidates = free.length > 0 ? free : readers;
      give(highest(candidates, topicPartition({ topic, partition })), topic, partition);
    }
  }
  return [...shares.values()].map(({ assignment }) => assignment);
};

function emptyShare(memberId: string): Share {
  return { memberId, assignment: { memberId, assignments: new Map() }, count: 0 };
}

function countAll(topics: ReadonlySet<string>, metadata: Metadata): number {
  return [...topics].reduce((sum, topic) => sum + countOf(metadata, topic), 0);
}

function countOf(metadata: Metadata, topic: string): number {
  return metadata.topics.get(topic)?.partitionsCount ?? 0;
}

function readersOf(members: Members, topic: string): readonly string[] {
  return [...members].filter(([, { topics }]) => topics?.includes(topic)).map(([id]) => id);
}

function highest(shares: readonly Share[], partition: string): Share | undefined {
  const scored = shares.map((share) => [scoreOf(share.memberId, partition), share] as const);
  return scored.sort(([one], [other]) => (one < other ? 1 : -1))[0]?.[1];
}

function scoreOf(memberId: string, partition: string): string {
  return createHash('sha1').update(`${partition} ${memberId}`).digest('hex');
}

function give(share: Share | undefined, topic: string, partition: number): void {
  if (share === undefined) return;
  const { assignments } = share.assignment;
  const before = assignments.get(topic)?.partitions ?? [];
  assignments.set(topic, { topic, partitions: [...before, partition] });
  share.count += 1;
}
