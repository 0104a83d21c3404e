import type { Message } from 'rhea';
import { offsetOfArrival, type Received, type RecordHeader } from '../../consumption/received.ts';
import { HEADER } from '../../domain/header-names.ts';
import { encodeHeaderValue } from '../../domain/header-value.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { JsonValue } from '../../domain/json.ts';

export type Origin = {
  readonly tenant: TenantId;
  readonly address: string;
  /** Counts the messages that arrive. */
  readonly arrival: number;
};

/**
 * A message as a record of Kafka would have it. Nothing of it is believed: what the Event API does not allow becomes a record that
 * cannot be read as an event.
 *
 * @see Hono, Telemetry API (AMQP 1.0), "Message Format"
 */
export function toReceived(message: Message, { tenant, address, arrival }: Origin): Received {
  const createdAtMs = message.creation_time === undefined ? -1 : Number(message.creation_time);
  const device = message.application_properties?.[HEADER.deviceId];
  const messageId = nameOf(message);
  return {
    tenant,
    topic: address,
    partition: 0,
    offset: offsetOfArrival(createdAtMs, arrival),
    timestampMs: createdAtMs,
    ...(messageId !== undefined && { messageId }),
    key: device === undefined ? null : toBytes(device),
    value: valueOf(message),
    headers: [...headersOf(message, createdAtMs), ...applicationHeaders(message)],
  };
}

function nameOf({ message_id: id }: Message): string | undefined {
  if (id === undefined || id === null) return undefined;
  return Buffer.isBuffer(id) ? id.toString('hex') : String(id);
}

/** No section is no value. Other senders may write text in place of data. */
function valueOf({ body }: Message): Uint8Array | null {
  const content: unknown = body?.content ?? body;
  if (content === undefined || content === null) return null;
  return toBytes(content);
}

/** Those of the message's own sections; they come first, because of a repeated name the first counts. */
function headersOf(message: Message, createdAtMs: number): RecordHeader[] {
  const timeToLiveMs = timeToLiveOf(message, createdAtMs);
  const values: readonly (readonly [string, unknown])[] = [
    [HEADER.contentType, message.content_type],
    ['content-encoding', message.content_encoding],
    [HEADER.creationTime, createdAtMs < 0 ? undefined : createdAtMs],
    [HEADER.timeToLive, timeToLiveMs],
  ];
  return values.flatMap(([name, value]) => toHeader(name, value));
}

/** A broker may count down the header's while the message waits; the time at which it ends stays. */
function timeToLiveOf(message: Message, createdAtMs: number): number | undefined {
  const { absolute_expiry_time: endsAt, ttl } = message;
  return endsAt === undefined || createdAtMs < 0 ? ttl : Number(endsAt) - createdAtMs;
}

function applicationHeaders({ application_properties: properties = {} }: Message): RecordHeader[] {
  return Object.entries(properties).flatMap(([name, value]) => toHeader(name, value));
}

function toHeader(name: string, value: unknown): RecordHeader[] {
  return value === undefined || value === null ? [] : [{ name, value: toBytes(value) }];
}

function toBytes(value: unknown): Uint8Array {
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return Buffer.from(String(value.getTime()));
  return Buffer.from(encodeHeaderValue(value as JsonValue));
}
