import type { SourceRecord } from './event.ts';

/** A record that waits to be handed out. */
export type Queued = SourceRecord & {
  /** Bytes in the event's JSON, with the comma. */
  readonly eventBytes: number;
  /** When it came from Kafka; the window of its batch counts from here. */
  readonly receivedAtMs: number;
};

/** The records of one partition that wait, in order of offset. */
export type RecordQueue<R extends Queued> = WaitingRecords & {
  readonly push: (record: R) => void;
  /** Removes the longest run from the head of which each fits. */
  readonly takeWhile: (fits: (record: R) => boolean) => readonly R[];
};

export type WaitingRecords = {
  readonly length: number;
  /** Bytes of the records in the event's JSON, without the key of their group. */
  readonly bytes: number;
  readonly head: Queued | undefined;
};

export function createRecordQueue<R extends Queued>(): RecordQueue<R> {
  const records: R[] = [];
  let bytes = 0;
  return {
    get length() {
      return records.length;
    },
    get bytes() {
      return bytes;
    },
    get head() {
      return records[0];
    },
    push(record) {
      records.push(record);
      bytes += record.eventBytes;
    },
    takeWhile(fits) {
      const end = records.findIndex((record) => !fits(record));
      const taken = records.splice(0, end === -1 ? records.length : end);
      bytes -= taken.reduce((sum, { eventBytes }) => sum + eventBytes, 0);
      return taken;
    },
  };
}
