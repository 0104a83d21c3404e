import type { Consumer } from '@platformatic/kafka';
import { isTopicLost, pause } from './troubles.ts';

/** How often topics are looked for that do not exist yet, in milliseconds. */
const TOPIC_SEARCH_MS = 500;

/** Partitions by topic. */
export type PartitionCounts = ReadonlyMap<string, number>;

/** @returns only what exists; a topic is not created by asking. One that is missing fails the whole request, hence the halves. */
export async function countPartitions(
  consumer: Consumer,
  topics: readonly string[],
): Promise<PartitionCounts> {
  if (topics.length === 0) return new Map();
  try {
    const { topics: found } = await consumer.metadata({ topics: [...topics], forceUpdate: true });
    return new Map([...found].map(([topic, { partitionsCount }]) => [topic, partitionsCount]));
  } catch (cause) {
    if (!isTopicLost(cause)) throw cause;
    if (topics.length === 1) return new Map();
  }
  const middle = Math.ceil(topics.length / 2);
  const first = await countPartitions(consumer, topics.slice(0, middle));
  return new Map([...first, ...(await countPartitions(consumer, topics.slice(middle)))]);
}

/**
 * @param wanted read anew at each look.
 * @param onMissing told once, when no topic exists and one has to be waited for.
 */
export async function waitForTopics(
  consumer: Consumer,
  wanted: () => readonly string[],
  onMissing: () => void,
  signal: AbortSignal,
): Promise<PartitionCounts> {
  let counts = await countPartitions(consumer, wanted());
  if (counts.size === 0) onMissing();
  while (counts.size === 0 && !signal.aborted) {
    await pause(TOPIC_SEARCH_MS, signal);
    counts = await countPartitions(consumer, wanted());
  }
  return counts;
}
