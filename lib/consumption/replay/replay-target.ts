import type { LogRecord } from '../redrive/topic-log.ts';

/** What processes events again. */
export type ReplayTarget = {
  /**
   * @param records of one partition, in order of offset
   * @returns those that have to be delivered again, in order
   * @throws {ServiceError} `FUNCTION_NOT_INVOKED`: all have to be.
   */
  readonly deliver: (records: readonly LogRecord[]) => Promise<readonly LogRecord[]>;
};
