import kafkajs, { type Admin } from 'kafkajs';
import type { WithAdmin } from './admin.ts';

export type TopicView = {
  readonly partitions: number;
  /** Of the partition that has fewest; and of those the ones that are in sync. */
  readonly replicas: number;
  readonly inSync: number;
  /** In Kafka's words, the cluster's defaults included. */
  readonly config: Readonly<Record<string, string>>;
};

export type ClusterView = {
  /** How many brokers there are now. */
  readonly brokers: () => Promise<number>;
  /** Topics that do not exist are left out. */
  readonly topics: (names: readonly string[]) => Promise<ReadonlyMap<string, TopicView>>;
};

/** Topics whose settings are asked for in one request. */
const AT_A_TIME = 200;

/** Looks at a cluster by Kafka's own admin protocol, and changes nothing. */
export function kafkaClusterView(withAdmin: WithAdmin): ClusterView {
  return {
    brokers: () => withAdmin(async (admin) => (await admin.describeCluster()).brokers.length),
    topics: (names) =>
      withAdmin(async (admin) => {
        const wanted = new Set(names);
        const { topics } = await admin.fetchTopicMetadata();
        const found = topics.filter(({ name }) => wanted.has(name));
        const configs = await configsOf(
          admin,
          found.map(({ name }) => name),
        );
        return new Map(
          found.map(({ name, partitions }) => [
            name,
            {
              partitions: partitions.length,
              replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
              inSync: Math.min(...partitions.map(({ isr }) => isr.length)),
              config: configs.get(name) ?? {},
            },
          ]),
        );
      }),
  };
}

async function configsOf(admin: Admin, names: readonly string[]) {
  const configs = new Map<string, Record<string, string>>();
  for (let start = 0; start < names.length; start += AT_A_TIME) {
    const asked = names.slice(start, start + AT_A_TIME);
    const { resources } = await admin.describeConfigs({
      resources: asked.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
      includeSynonyms: false,
    });
    for (const { resourceName, configEntries } of resources) {
      const entries = configEntries.map((entry) => [entry.configName, entry.configValue]);
      configs.set(resourceName, Object.fromEntries(entries) as Record<string, string>);
    }
  }
  return configs;
}
