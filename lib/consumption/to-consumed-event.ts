import { ServiceError } from '../domain/errors.ts';
import {
  CONNECTION_EVENT,
  EMPTY_NOTIFICATION,
  OCTET_STREAM,
  PROVISIONING_NOTIFICATION,
} from '../domain/event-kinds.ts';
import { HEADER } from '../domain/header-names.ts';
import { isDeviceId, type DeviceId } from '../domain/identifiers.ts';
import { isJsonObject } from '../domain/json.ts';
import { textOf, toBuffer } from './bytes.ts';
import type {
  ConnectionEvent,
  ConsumedEvent,
  EventProperties,
  Position,
} from './consumed-event.ts';
import type { EventHeaders } from './event-headers.ts';
import type { EventLifetime } from './event-lifetime.ts';
import { EMPTY_PAYLOAD, EventPayload } from './event-payload.ts';
import { mediaTypeOf } from './media-type.ts';
import { HeaderOrigin, HeaderTrace } from './header-groups.ts';
import { readReachability } from './reachability.ts';
import type { Received } from './received.ts';
import { firstPositionOf } from './redrive/redrive-headers.ts';

/** @throws {ServiceError} `RECORD_UNREADABLE` for what the Event API does not allow; no retry helps. */
export function toConsumedEvent(
  record: Received,
  headers: EventHeaders,
  lifetime: EventLifetime,
): ConsumedEvent {
  const properties = toProperties(record, headers, lifetime);
  switch (mediaTypeOf(properties.contentType)) {
    case EMPTY_NOTIFICATION:
      assertEmpty(record);
      return { kind: 'empty-notification', ...properties };
    case CONNECTION_EVENT:
      return { kind: 'connection', ...properties, connection: parseConnection(record) };
    case PROVISIONING_NOTIFICATION:
      assertEmpty(record);
      return { kind: 'provisioning', ...properties, ...parseProvisioning(properties) };
    default:
      return { kind: 'data', ...properties, payload: payloadOf(record) };
  }
}

function toProperties(
  record: Received,
  headers: EventHeaders,
  { createdAtMs, timeToLiveMs }: EventLifetime,
): EventProperties {
  const position = positionOf(record);
  return {
    tenant: record.tenant,
    device: deviceOf(record, headers),
    contentType: headers.text(HEADER.contentType) ?? OCTET_STREAM,
    createdAtMs,
    timeToLiveMs,
    reachability: readReachability(headers, createdAtMs),
    qos: headers.integer(HEADER.qos) === 0 ? 0 : 1,
    origin: new HeaderOrigin(headers),
    trace: new HeaderTrace(headers),
    headers,
    position,
    firstPosition: firstPositionOf(position, headers),
  };
}

function positionOf({ topic, partition, offset, timestampMs, messageId }: Received): Position {
  const place = { topic, partition, offset, timestampMs };
  return messageId === undefined ? place : { ...place, messageId };
}

/**
 * The key, as in Hono's own client; for a record without one the header, which the specification demands. A record that
 * contradicts itself is attributed to nobody.
 */
function deviceOf(record: Received, headers: EventHeaders): DeviceId {
  const named = headers.bytes(HEADER.deviceId);
  const name = record.key?.length ? record.key : named;
  if (name === undefined) throw unreadable('neither the key nor a header names the device');
  if (named && !toBuffer(named).equals(name)) throw unreadable('key and header name two devices');
  const device = textOf(name);
  if (!isDeviceId(device)) throw unreadable('the device identifier is not valid');
  return device;
}

function payloadOf({ value }: Received): EventPayload {
  return value === null ? EMPTY_PAYLOAD : new EventPayload(value);
}

function assertEmpty(record: Received): void {
  if (record.value?.length) throw unreadable('the value of a notification must be empty');
}

/** @see Hono, Event API for Kafka, "Connection Event" */
function parseConnection(record: Received): ConnectionEvent['connection'] {
  const body = payloadOf(record).json();
  if (!isJsonObject(body)) throw unreadable('a connection event must be a JSON object');
  const { cause, source, data, 'remote-id': remoteId } = body;
  if (cause !== 'connected' && cause !== 'disconnected') {
    throw unreadable('the cause of a connection event must be connected or disconnected');
  }
  if (typeof remoteId !== 'string') throw unreadable('a connection event must have a remote-id');
  if (typeof source !== 'string') throw unreadable('a connection event must have a source');
  if (data !== undefined && !isJsonObject(data)) {
    throw unreadable('the data of a connection event must be an object');
  }
  return { cause, remoteId, source, data };
}

/** @see Hono, Event API, "Device Provisioning Notification" */
function parseProvisioning({ headers, tenant }: EventProperties) {
  const status = headers.text(HEADER.registrationStatus);
  if (!status) throw unreadable('a provisioning notification must have a status');
  if (headers.text(HEADER.tenantId) !== tenant) {
    throw unreadable('a provisioning notification must name the tenant of its topic');
  }
  if (headers.text(HEADER.deviceId) === undefined) {
    throw unreadable('a provisioning notification must name the device');
  }
  const gateway = headers.text(HEADER.gatewayId);
  if (gateway !== undefined && !isDeviceId(gateway)) {
    throw unreadable('the gateway identifier is not valid');
  }
  return { status, gateway };
}

function unreadable(message: string): ServiceError {
  return new ServiceError('RECORD_UNREADABLE', message);
}
