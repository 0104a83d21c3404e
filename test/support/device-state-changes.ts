import type { Position } from '../../lib/consumption/consumed-event.ts';
import type {
  ConnectionReported,
  EventReported,
} from '../../lib/consumption/device-state-store.ts';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';
import { CREATED_AT_MS } from './kafka-event.ts';

export const TENANT = parseTenantId('acme');
export const DEVICE = parseDeviceId('device-1');

type Where = Partial<Pick<Position, 'partition' | 'offset'>>;

/** Record n is reported n seconds after the first, and Kafka stamps it at that time. */
export function eventReported({
  partition,
  offset,
  ...change
}: Partial<EventReported> & Where = {}): EventReported {
  const position = positionOf({ partition, offset });
  return {
    kind: 'event',
    tenant: TENANT,
    device: DEVICE,
    position,
    reportedAtMs: position.timestampMs,
    contentType: 'application/json',
    payload: Buffer.from('{"temp":5}'),
    payloadBytes: 10,
    reachability: undefined,
    ...change,
  };
}

export function connectionReported({
  partition,
  offset,
  ...change
}: Partial<ConnectionReported> & Where = {}): ConnectionReported {
  const position = positionOf({ partition, offset });
  return {
    kind: 'connection',
    tenant: TENANT,
    device: DEVICE,
    position,
    reportedAtMs: position.timestampMs,
    cause: 'connected',
    remoteId: 'mqtt-client-1',
    source: 'hono-mqtt',
    ...change,
  };
}

export function positionOf({
  partition = 0,
  offset = 0,
}: {
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
}): Position {
  const timestampMs = CREATED_AT_MS + offset * 1000;
  return { topic: 'hono.event.acme', partition, offset, timestampMs };
}
