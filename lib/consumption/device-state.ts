import type { ConnectionReported, EventReported } from './device-state-store.ts';
import type { Reachability } from './reachability.ts';

export type DeviceState = {
  /** One for each content type, the latest first. */
  readonly events: readonly LatestEvent[];
  readonly connection: LatestConnection | undefined;
  readonly reachability: Reachability | undefined;
};

export type LatestEvent = Pick<
  EventReported,
  'contentType' | 'payload' | 'payloadBytes' | 'reportedAtMs'
>;
export type LatestConnection = Pick<
  ConnectionReported,
  'cause' | 'remoteId' | 'source' | 'reportedAtMs'
>;
/** It may be older than the event it is kept with, which need not have said anything about it. */
export type LatestReachability = { readonly value: Reachability; readonly reportedAtMs: number };

/** What a store keeps of one device and partition. */
export type DeviceStateEntries = {
  readonly events: readonly LatestEvent[];
  readonly connections: readonly LatestConnection[];
  readonly reachabilities: readonly LatestReachability[];
};

/** There are entries of several partitions only if the topic was given more of them; then time decides what is latest. */
export function toDeviceState(entries: DeviceStateEntries): DeviceState {
  const byType = new Map<string, LatestEvent>();
  for (const event of latestFirst(entries.events)) {
    if (!byType.has(event.contentType)) byType.set(event.contentType, event);
  }
  return {
    events: [...byType.values()],
    connection: latestFirst(entries.connections)[0],
    reachability: latestFirst(entries.reachabilities)[0]?.value,
  };
}

function latestFirst<Entry extends { readonly reportedAtMs: number }>(
  entries: readonly Entry[],
): Entry[] {
  return entries.toSorted((one, other) => other.reportedAtMs - one.reportedAtMs);
}
