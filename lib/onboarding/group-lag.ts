export type GroupLag = {
  /**
   * How many records of a topic its consumer group has not settled yet. A partition without a committed offset is read from
   * its beginning; a topic that does not exist holds nothing.
   */
  readonly lagOf: (topic: string, consumerGroup: string) => Promise<number>;
};
