import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Position } from './consumed-event.ts';
import type { DeviceState } from './device-state.ts';
import type { Reachability } from './reachability.ts';

/**
 * Keeps the latest that is known of each device: for each of the partitions its records come from, an entry for every
 * content type and one for the connection. What overwrites an entry is for {@link supersedes} to say.
 */
export type DeviceStateStore = {
  /**
   * One write. Applying a change again, or after a later one of the same entry, changes nothing.
   *
   * @throws {ServiceError} `STATE_NOT_STORED`
   */
  readonly apply: (change: DeviceStateChange) => Promise<void>;
  /**
   * A device that nothing is known of has an empty state.
   *
   * @throws {ServiceError} `STATE_NOT_READ`
   */
  readonly find: (tenant: TenantId, device: DeviceId) => Promise<DeviceState>;
};

export type DeviceStateChange = EventReported | ConnectionReported;

type Change = {
  readonly tenant: TenantId;
  readonly device: DeviceId;
  /** Where the event was first: one that was put back is as old as it was. */
  readonly position: Position;
  /** Milliseconds since the Unix epoch. */
  readonly reportedAtMs: number;
};

export type EventReported = Change & {
  readonly kind: 'event';
  /** Without parameters, in lower case, 255 characters at most. */
  readonly contentType: string;
  readonly payloadBytes: number;
  /** Undefined when it is too large to be kept. */
  readonly payload: Uint8Array | undefined;
  /** Undefined leaves what was known. */
  readonly reachability: Reachability | undefined;
};

/** The end of a connection counts only if none began since: a device may be back before its old connection is gone. */
export type ConnectionReported = Change & {
  readonly kind: 'connection';
  readonly cause: 'connected' | 'disconnected';
  readonly remoteId: string;
  readonly source: string;
};

/**
 * Whether a record is later than the one that an entry has its value from. A repeated record has an offset that was seen.
 * So has a new record of a topic that was deleted and made again, but that one is later by Kafka's own time stamp: by so
 * much that clocks which differ cannot be the reason. What a device reports sooner than that after its last report to the
 * old topic is taken for a repetition, and its next report puts it right.
 */
export function supersedes(record: Position, mark: Mark): boolean {
  return record.offset > mark.offset || record.timestampMs > mark.timestampMs + MAX_CLOCK_SKEW_MS;
}

export type Mark = Pick<Position, 'offset' | 'timestampMs'>;

export const MAX_CLOCK_SKEW_MS = 60_000;
