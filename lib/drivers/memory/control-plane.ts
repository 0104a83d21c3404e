import type { GroupLag } from '../../onboarding/group-lag.ts';
import type { Mapping, MappingControl } from '../../onboarding/mapping-control.ts';
import type { TopicAdmin, TopicRemoval } from '../../onboarding/topic-admin.ts';

/** Topics, consumer groups and event source mappings in one process. */
export type MemoryControlPlane = {
  readonly topics: TopicAdmin & TopicRemoval;
  readonly mappings: MappingControl;
  readonly lag: GroupLag;
  /** Mappings as they are, without a call. */
  readonly kept: () => readonly Mapping[];
  /** Records of a topic that its group has not settled. */
  readonly setLag: (topic: string, lag: number) => void;
  /** Removes a mapping behind the reconciler's back. */
  readonly vanish: (mapping: Mapping) => void;
  /** Changes a mapping behind the reconciler's back. */
  readonly meddle: (topic: string, changes: Partial<Mapping> & { readonly owner?: string }) => void;
};

type Entry = { readonly mapping: Mapping; readonly owner: string | undefined };

export function memoryControlPlane(clock: () => number): MemoryControlPlane {
  const partitions = new Map<string, number>();
  const lags = new Map<string, number>();
  const entries = new Map<string, Entry>();
  let made = 0;

  const entryOf = (wanted: string) =>
    [...entries.values()].find(({ mapping }) => mapping.topic === wanted);

  const topics: TopicAdmin & TopicRemoval = {
    list: async () => new Map(partitions),
    create: async (wanted) => {
      const wrong = wanted.find(({ name }) => !/^[A-Za-z0-9._-]{1,249}$/.test(name));
      if (wrong) throw new Error(`no topic can be called ${wrong.name}`);
      for (const { name, partitions: count } of wanted) {
        if (!partitions.has(name)) partitions.set(name, count);
      }
    },
    growTo: async (topic, count) => {
      const present = partitions.get(topic);
      if (present === undefined) throw new Error(`no topic ${topic}`);
      partitions.set(topic, Math.max(present, count));
    },
    remove: async (names) => {
      for (const name of names) partitions.delete(name);
    },
  };

  const mappings: MappingControl = {
    list: async () => [...entries.values()].map(({ mapping }) => mapping),
    create: async ({ tenant, topic, consumerGroup, properties }) => {
      const groups = [...entries.values()].map(({ mapping }) => mapping.consumerGroup);
      if (groups.includes(consumerGroup)) return;
      const id = `mapping-${(made += 1)}`;
      const common = { id, arn: `arn:${id}`, state: 'Enabled', modifiedAtMs: clock() };
      const mapping = { ...common, topic, consumerGroup, properties };
      entries.set(id, { mapping, owner: tenant });
    },
    update: async ({ id }, changes) => {
      const entry = entries.get(id);
      if (!entry) return;
      const properties = { ...entry.mapping.properties, ...changes };
      const mapping = { ...entry.mapping, properties, modifiedAtMs: clock() };
      entries.set(id, { ...entry, mapping });
    },
    remove: async ({ id }) => void entries.delete(id),
    ownerOf: async ({ id }) => entries.get(id)?.owner,
  };

  return {
    topics,
    mappings,
    lag: { lagOf: async (topic) => (partitions.has(topic) ? (lags.get(topic) ?? 0) : 0) },
    kept: () => [...entries.values()].map(({ mapping }) => mapping),
    setLag: (topic, lag) => void lags.set(topic, lag),
    vanish: ({ id }) => void entries.delete(id),
    meddle: (topic, { owner, ...changes }) => {
      const entry = entryOf(topic);
      if (!entry) throw new Error(`no mapping of ${topic}`);
      const mapping = { ...entry.mapping, ...changes };
      entries.set(mapping.id, { mapping, owner: owner ?? entry.owner });
    },
  };
}
