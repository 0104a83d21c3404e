import type { ITopicConfig } from 'kafkajs';
import type { Pace } from '../../onboarding/pace.ts';
import type { Topic, TopicAdmin, TopicRemoval } from '../../onboarding/topic-admin.ts';
import type { WithAdmin } from './admin.ts';

/** Topics by Kafka's own admin protocol, which every cluster speaks. @param turn waits before each change */
export function kafkaTopicAdmin(withAdmin: WithAdmin, { turn }: Pace): TopicAdmin & TopicRemoval {
  return {
    list: () =>
      withAdmin(async (admin) => {
        const { topics } = await admin.fetchTopicMetadata();
        return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
      }),
    create: async (topics) => {
      await turn();
      const made = { topics: topics.map(toTopicConfig), waitForLeaders: true };
      await withAdmin((admin) => admin.createTopics(made)).catch(ignore('TOPIC_ALREADY_EXISTS'));
    },
    growTo: async (topic, count) => {
      await turn();
      const grown = { topicPartitions: [{ topic, count }] };
      await withAdmin((admin) => admin.createPartitions(grown)).catch(ignore('INVALID_PARTITIONS'));
    },
    remove: async (topics) => {
      await turn();
      await withAdmin(async (admin) => {
        const existing = new Set(await admin.listTopics());
        const present = topics.filter((topic) => existing.has(topic));
        if (present.length > 0) await admin.deleteTopics({ topics: present });
      });
    },
  };
}

function toTopicConfig({ name, partitions, replicationFactor, config }: Topic): ITopicConfig {
  return {
    topic: name,
    numPartitions: partitions,
    ...(replicationFactor !== undefined && { replicationFactor }),
    configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  };
}

/** A refusal that says that somebody else has done it already. @throws any other */
function ignore(type: string): (failure: unknown) => void {
  return (failure) => {
    if (failuresIn(failure).some((one) => typeOf(one) !== type)) throw failure;
  };
}

/** kafkajs tells of several topics in one error, whose class it does not export. */
function failuresIn(failure: unknown): readonly unknown[] {
  const several = (failure as { readonly errors?: unknown }).errors;
  return Array.isArray(several) ? several : [failure];
}

/** The protocol's name for what went wrong. */
function typeOf(failure: unknown): unknown {
  return (failure as { readonly type?: unknown }).type;
}
