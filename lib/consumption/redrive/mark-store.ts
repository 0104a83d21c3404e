/** How far somebody has come with a partition, kept as the committed offset of a consumer group of its own. */
export type PartitionMark = {
  /** Everything below is done. */
  readonly offset: number;
  /** What the offset alone cannot say; at most {@link MAX_NOTE_CHARACTERS} of ASCII. */
  readonly note: string;
};

/** @see Apache Kafka, `offset.metadata.max.bytes` */
export const MAX_NOTE_CHARACTERS = 4096;

export type MarkStore = {
  /** By partition. @throws {ServiceError} `MARK_NOT_KEPT` */
  readonly read: (group: string, topic: string) => Promise<ReadonlyMap<number, PartitionMark>>;
  /** @throws {ServiceError} `MARK_NOT_KEPT`, also when the group has members: then it is somebody else's. */
  readonly write: (
    group: string,
    topic: string,
    partition: number,
    mark: PartitionMark,
  ) => Promise<void>;
};

/** Kafka forgets the offsets of a group that nobody writes for so long, unless configured. @see `offsets.retention.minutes` */
export const MARK_LIFETIME_MS = 7 * 24 * 3_600_000;
