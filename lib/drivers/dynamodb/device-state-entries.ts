import type {
  DeviceStateEntries,
  LatestConnection,
  LatestEvent,
  LatestReachability,
} from '../../consumption/device-state.ts';

/** Items as this driver wrote them, and nobody else: their members need no other proof than `sk`. */
export function toStateEntries(
  items: readonly Readonly<Record<string, unknown>>[],
): DeviceStateEntries {
  const events = items.filter(({ sk }) =>
    String(sk).startsWith('event/'),
  ) as unknown as EventItem[];
  const connections = items.filter(({ sk }) =>
    String(sk).startsWith('connection/'),
  ) as unknown as LatestConnection[];
  return {
    events: events.map(toLatestEvent),
    connections: connections.map(toLatestConnection),
    reachabilities: events.flatMap(({ reachability }) => reachability ?? []),
  };
}

type EventItem = LatestEvent & { readonly reachability?: LatestReachability };

function toLatestEvent({
  contentType,
  payload,
  payloadBytes,
  reportedAtMs,
}: EventItem): LatestEvent {
  return { contentType, payload, payloadBytes, reportedAtMs };
}

function toLatestConnection({
  cause,
  remoteId,
  source,
  reportedAtMs,
}: LatestConnection): LatestConnection {
  return { cause, remoteId, source, reportedAtMs };
}
