export type Topic = {
  readonly name: string;
  readonly partitions: number;
  /** Absent: the cluster's default. */
  readonly replicationFactor?: number;
  /** Settings of the topic that differ from the cluster's, in Kafka's words. */
  readonly config: Readonly<Record<string, string>>;
};

/** Makes topics and lets them grow. It cannot remove any: `TopicRemoval` can, and only `tenants purge` has it. */
export type TopicAdmin = {
  /** @returns the partitions of each topic that exists */
  readonly list: () => Promise<ReadonlyMap<string, number>>;
  /** Of several topics some may exist already; they stay as they are. A failure may leave some made. */
  readonly create: (topics: readonly Topic[]) => Promise<void>;
  /** @param partitions in all; a topic that has them, or more, stays as it is. */
  readonly growTo: (topic: string, partitions: number) => Promise<void>;
};

export type TopicRemoval = {
  /** A topic that does not exist is removed. */
  readonly remove: (topics: readonly string[]) => Promise<void>;
};
