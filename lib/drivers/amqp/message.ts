import rhea, { type Message } from 'rhea';
import type { EventRecord } from '../../domain/event-record.ts';
import { HEADER } from '../../domain/header-names.ts';
import type { JsonValue } from '../../domain/json.ts';

/** Hono's, for trace context in a message's annotations. */
const TRACE_ANNOTATION = 'x-opt-trace-context';
const CONTENT_ENCODING = 'content-encoding';

/** The address of the messaging network that stands for a Kafka topic: `event/{tenant}`, `telemetry/{tenant}`. */
export function addressOf({ endpoint, tenant }: EventRecord): string {
  return `${endpoint.kind}/${tenant}`;
}

/**
 * @see Hono, Event API (AMQP 1.0), "Forward Event"; Telemetry API, "Forward Telemetry Data"
 */
export function toMessage(event: EventRecord): Message {
  const { [CONTENT_ENCODING]: encoding, ...defaults } = event.defaults;
  return {
    // Telemetry is not kept, as it may be that nobody wants it.
    durable: event.endpoint.kind === 'event',
    ...(event.timeToLiveMs !== undefined && { ttl: Math.min(event.timeToLiveMs, MAX_UINT) }),
    to: addressOf(event),
    message_id: crypto.randomUUID(),
    // Brokers that know message groups hand all of a device's messages to one of several competing receivers.
    group_id: event.device,
    content_type: event.payload.contentType,
    ...(typeof encoding === 'string' && { content_encoding: encoding }),
    creation_time: new Date(event.createdAtMs),
    message_annotations: { [TRACE_ANNOTATION]: rhea.types.wrap_map(traceOf(event)) },
    application_properties: { ...mapped(defaults), ...propertiesOf(event) },
    body: bodyOf(event.payload.kind === 'empty' ? undefined : event.payload.bytes),
  };
}

const MAX_UINT = 0xffff_ffff;

/** What is empty has no section for a body. */
export function bodyOf(bytes: Uint8Array | undefined): object {
  if (bytes === undefined) return { collect_sections: () => undefined };
  const { buffer, byteOffset, byteLength } = bytes;
  return rhea.message.data_section(Buffer.from(buffer, byteOffset, byteLength));
}

function propertiesOf(event: EventRecord): Record<string, unknown> {
  const { endpoint, timeUntilDisconnectSeconds: ttd } = event;
  return {
    [HEADER.deviceId]: event.device,
    [HEADER.originAdapter]: event.origin.adapter,
    [HEADER.originAddress]: event.origin.address,
    [HEADER.qos]: rhea.types.wrap_int(endpoint.kind === 'event' ? 1 : endpoint.qos),
    ...(ttd !== undefined && { [HEADER.timeUntilDisconnect]: rhea.types.wrap_int(ttd) }),
    ...(event.provisioning && provisioningOf(event)),
    ...traceOf(event),
  };
}

/** @see Hono, Event API (AMQP 1.0), "Device Provisioning Notification" */
function provisioningOf({ tenant, provisioning }: EventRecord): Record<string, string> {
  return {
    [HEADER.tenantId]: tenant,
    [HEADER.registrationStatus]: 'NEW',
    ...(provisioning?.gateway !== undefined && { [HEADER.gatewayId]: provisioning.gateway }),
  };
}

function traceOf({ trace }: EventRecord): Record<string, string> {
  return {
    [HEADER.traceParent]: trace.traceparent,
    ...(trace.tracestate && { [HEADER.traceState]: trace.tracestate }),
  };
}

function mapped(defaults: Readonly<Record<string, JsonValue>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, toProperty(value)]),
  );
}

/** Application properties hold simple types only; what has parts is written as JSON. */
function toProperty(value: JsonValue): unknown {
  if (typeof value === 'number') return toNumber(value);
  if (value === null || typeof value !== 'object') return value;
  return JSON.stringify(value);
}

function toNumber(value: number): unknown {
  if (!Number.isSafeInteger(value)) return rhea.types.wrap_double(value);
  return value === (value | 0) ? rhea.types.wrap_int(value) : rhea.types.wrap_long(value);
}
