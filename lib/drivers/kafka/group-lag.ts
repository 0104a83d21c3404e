import type { GroupLag } from '../../onboarding/group-lag.ts';
import { persist, type WithAdmin } from './admin.ts';

export function kafkaGroupLag(withAdmin: WithAdmin): GroupLag {
  return {
    lagOf: (topic, groupId) =>
      withAdmin(async (admin) => {
        if (!(await admin.listTopics()).includes(topic)) return 0;
        const [ends, [group]] = await Promise.all([
          persist(() => admin.fetchTopicOffsets(topic)),
          persist(() => admin.fetchOffsets({ groupId, topics: [topic] })),
        ]);
        const committed = new Map(
          group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
        );
        return ends.reduce((lag, { partition, low, high }) => {
          const next = Math.max(committed.get(partition) ?? 0, Number(low));
          return lag + Math.max(0, Number(high) - next);
        }, 0);
      }),
  };
}
