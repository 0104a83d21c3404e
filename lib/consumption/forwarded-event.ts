import type { ConsumedEvent, DataEvent, EventProperties } from './consumed-event.ts';
import { recordName } from './record-name.ts';
import { mediaTypeOf } from './media-type.ts';

/** An event as it is handed on outside Kafka. */
export type ForwardedEvent = {
  /** The same for every delivery of an event, also when it was put back, and of no other: receivers drop what they have seen by it. */
  readonly id: string;
  readonly kind: ConsumedEvent['kind'];
  /** A JSON object, as docs/forwarding.md describes it; what the record does not say is left out. */
  readonly json: string;
};

/** A payload that is JSON goes into it as the device wrote it: numbers too long for JavaScript keep their digits. */
export function toForwardedEvent(event: ConsumedEvent): ForwardedEvent {
  const id = idOf(event);
  const members = JSON.stringify({ id, ...toProperties(event), ...toOwnMembers(event) });
  const json =
    event.kind === 'data' ? `${members.slice(0, -1)},"payload":${toPayload(event)}}` : members;
  return { id, kind: event.kind, json };
}

/** Opaque to receivers, and without full stops: in what a webhook signs they separate. No topic has a colon. */
function idOf({ firstPosition }: ConsumedEvent): string {
  return recordName(firstPosition).replaceAll('.', ':');
}

function toProperties(event: EventProperties & Pick<ConsumedEvent, 'kind'>) {
  const { kind, tenant, device, contentType, createdAtMs, timeToLiveMs, qos, position } = event;
  const { adapter, address } = event.origin;
  const { traceparent, tracestate } = event.trace;
  return {
    kind,
    tenant,
    device,
    contentType,
    createdAtMs,
    timeToLiveMs,
    qos,
    origin: { adapter, address },
    trace: { traceparent, tracestate },
    reachability: event.reachability,
    position,
  };
}

function toOwnMembers(event: ConsumedEvent): object {
  if (event.kind === 'connection') return { connection: event.connection };
  if (event.kind === 'provisioning') return { status: event.status, gateway: event.gateway };
  return {};
}

function toPayload(event: DataEvent): string {
  const json = isJson(event.contentType) ? jsonOf(event) : undefined;
  if (json !== undefined) return `{"json":${json}}`;
  return `{"base64":"${Buffer.from(event.payload.bytes).toString('base64')}"}`;
}

/** @see RFC 6839, section 3.1 */
function isJson(contentType: string): boolean {
  const mediaType = mediaTypeOf(contentType);
  return mediaType === 'application/json' || mediaType.endsWith('+json');
}

/** @returns undefined for a payload that claims to be JSON and is none: its bytes are handed on all the same. */
function jsonOf({ payload }: DataEvent): string | undefined {
  try {
    payload.json();
    return payload.text();
  } catch {
    return undefined;
  }
}
