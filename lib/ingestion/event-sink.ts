import type { EventRecord } from '../domain/event-record.ts';

export type EventSink = {
  /**
   * Resolves once every in-sync replica holds the record; only then may a device be answered 202.
   * Settles within the sink's deadline. A rejected record is not sent again: the device is told, and decides.
   *
   * @see Hono, Event API for Kafka, "Produce Event"
   * @throws {ServiceError} `EVENT_NOT_STORED`
   */
  readonly append: (record: EventRecord) => Promise<void>;
  /** Releases sockets and timers; uploads that still wait are refused. */
  readonly close: () => Promise<void>;
};
