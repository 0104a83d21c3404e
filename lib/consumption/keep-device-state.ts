import type { ConsumedEvent } from './consumed-event.ts';
import type { DeviceStateChange, DeviceStateStore } from './device-state-store.ts';
import { EMPTY_PAYLOAD } from './event-payload.ts';
import type { HandleEvent } from './handle-event.ts';
import { mediaTypeOf } from './media-type.ts';

/** The consumer that is there without anybody writing one: it remembers what each device reported last. */
export function keepDeviceState(store: DeviceStateStore, maxPayloadBytes: number): HandleEvent {
  return (event) => store.apply(toChange(event, maxPayloadBytes));
}

function toChange(event: ConsumedEvent, maxPayloadBytes: number): DeviceStateChange {
  const { tenant, device, firstPosition: position, reachability } = event;
  const reportedAtMs = event.createdAtMs ?? Math.max(position.timestampMs, 0);
  if (event.kind === 'connection') {
    const { cause, remoteId, source } = event.connection;
    return { kind: 'connection', tenant, device, position, reportedAtMs, cause, remoteId, source };
  }
  const { bytes } = event.kind === 'data' ? event.payload : EMPTY_PAYLOAD;
  return {
    kind: 'event',
    tenant,
    device,
    position,
    reportedAtMs,
    contentType: mediaTypeOf(event.contentType).slice(0, MAX_MEDIA_TYPE_CHARACTERS),
    payloadBytes: bytes.length,
    payload: bytes.length <= maxPayloadBytes ? bytes : undefined,
    reachability,
  };
}

/** Type and subtype have 127 each at most. @see RFC 6838, section 4.2 */
const MAX_MEDIA_TYPE_CHARACTERS = 255;
