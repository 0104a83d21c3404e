import type { Received } from '../received.ts';

/** A record as a topic keeps it. */
export type LogRecord = Omit<Received, 'tenant'>;

export type PartitionRange = {
  readonly partition: number;
  /** First offset of the range. */
  readonly from: number;
  /** Behind its last offset. */
  readonly to: number;
};

/** Topics, read without a consumer group: nobody's offsets move. */
export type TopicLog = {
  /**
   * What the topic holds at this moment, in order of partitions; nothing when it does not exist.
   *
   * @param sinceMs leaves out what Kafka's time stamp says is older, milliseconds since the Unix epoch
   * @throws {ServiceError} `TOPIC_NOT_READ`
   */
  readonly rangesOf: (topic: string, sinceMs?: number) => Promise<readonly PartitionRange[]>;
  /**
   * In order of offset. Records that retention takes away meanwhile are left out.
   *
   * @throws {ServiceError} `TOPIC_NOT_READ`
   */
  readonly read: (topic: string, range: PartitionRange) => AsyncIterable<LogRecord>;
};
