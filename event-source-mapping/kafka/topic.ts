import type { Consumer } from '@platformatic/kafka';
import { isTopicLost, pause } from './troubles.ts';

/** How often a topic is looked for that does not exist yet, in milliseconds. */
const TOPIC_SEARCH_MS = 500;

/** @returns 0 as long as the topic does not exist; it is not created by asking. */
export async function countPartitions(consumer: Consumer, topic: string): Promise<number> {
  try {
    const { topics } = await consumer.metadata({ topics: [topic], forceUpdate: true });
    return topics.get(topic)?.partitionsCount ?? 0;
  } catch (cause) {
    if (isTopicLost(cause)) return 0;
    throw cause;
  }
}

/** @param onMissing told once, when the topic has to be waited for. @returns the number of its partitions. */
export async function waitForTopic(
  consumer: Consumer,
  topic: string,
  onMissing: () => void,
  signal: AbortSignal,
): Promise<number> {
  let count = await countPartitions(consumer, topic);
  if (count === 0) onMissing();
  while (count === 0 && !signal.aborted) {
    await pause(TOPIC_SEARCH_MS, signal);
    count = await countPartitions(consumer, topic);
  }
  return count;
}
