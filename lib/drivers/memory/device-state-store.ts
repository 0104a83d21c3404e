import {
  toDeviceState,
  type LatestConnection,
  type LatestEvent,
  type LatestReachability,
} from '../../consumption/device-state.ts';
import {
  supersedes,
  type ConnectionReported,
  type DeviceStateStore,
  type EventReported,
  type Mark,
} from '../../consumption/device-state-store.ts';

/** Of one device, by partition. */
type Entries = {
  readonly events: Map<string, EventEntry>;
  readonly connections: Map<number, ConnectionEntry>;
};
type EventEntry = {
  readonly mark: Mark;
  readonly event: LatestEvent;
  readonly reachability: LatestReachability | undefined;
};
type ConnectionEntry = { readonly mark: Mark; readonly connection: LatestConnection };

export function memoryDeviceStateStore(): DeviceStateStore {
  const devices = new Map<string, Entries>();

  function entriesOf(tenant: string, device: string): Entries {
    const name = `${tenant}/${device}`;
    const entries = devices.get(name) ?? { events: new Map(), connections: new Map() };
    devices.set(name, entries);
    return entries;
  }

  return {
    apply: async (change) => {
      const entries = entriesOf(change.tenant, change.device);
      if (change.kind === 'event') applyEvent(change, entries.events);
      else applyConnection(change, entries.connections);
    },
    find: async (tenant, device) => {
      const entries = entriesOf(tenant, device);
      const events = [...entries.events.values()];
      return toDeviceState({
        events: events.map(({ event }) => event),
        connections: [...entries.connections.values()].map(({ connection }) => connection),
        reachabilities: events.flatMap(({ reachability }) => reachability ?? []),
      });
    },
  };
}

function applyEvent(change: EventReported, events: Entries['events']): void {
  const { position, contentType, payload, payloadBytes, reachability, reportedAtMs } = change;
  const name = `${position.partition}/${contentType}`;
  const known = events.get(name);
  if (known && !supersedes(position, known.mark)) return;
  events.set(name, {
    mark: position,
    event: { contentType, payload, payloadBytes, reportedAtMs },
    reachability: reachability ? { value: reachability, reportedAtMs } : known?.reachability,
  });
}

function applyConnection(change: ConnectionReported, connections: Entries['connections']): void {
  const { position, cause, remoteId, source, reportedAtMs } = change;
  const known = connections.get(position.partition);
  if (known && !supersedes(position, known.mark)) return;
  if (known && endsAnother(change, known.connection)) return;
  const connection = { cause, remoteId, source, reportedAtMs };
  connections.set(position.partition, { mark: position, connection });
}

function endsAnother(change: ConnectionReported, known: LatestConnection): boolean {
  return (
    change.cause === 'disconnected' &&
    known.cause === 'connected' &&
    known.remoteId !== change.remoteId
  );
}
