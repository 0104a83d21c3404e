import { memoryTopics } from '../../../../lib/drivers/memory/topics.ts';
import { topicsContract } from '../../../contract/topics.ts';

topicsContract('memory', async () => {
  const { create, ...topics } = memoryTopics(Date.now);
  return { ...topics, create: async (topic, partitions) => create(topic, partitions) };
});
