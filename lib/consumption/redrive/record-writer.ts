import type { LogRecord } from './topic-log.ts';

/** What goes to a topic: a record without a place in it. */
export type WritableRecord = Pick<LogRecord, 'key' | 'value' | 'headers'> & {
  /** Where a record without a key goes, if the topic has so many partitions; others go where their key sends them. */
  readonly keylessPartition: number;
};

export type RecordWriter = {
  /**
   * Resolves once every in-sync replica holds all of them. Records of one key keep their order. Each is written once,
   * except when the client has to begin anew with the broker; when it rejects, some may have been written.
   *
   * @throws {ServiceError} `RECORDS_NOT_WRITTEN`
   */
  readonly append: (topic: string, records: readonly WritableRecord[]) => Promise<void>;
};
