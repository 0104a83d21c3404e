import { EMPTY_NOTIFICATION, OCTET_STREAM } from '../domain/event-kinds.ts';
import type { EventRecord, Payload } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import { HEADER } from '../domain/header-names.ts';
import { type DeviceId, isDeviceId } from '../domain/identifiers.ts';
import type { JsonObject } from '../domain/json.ts';
import { maxTimeUntilDisconnectSeconds, type Tenant } from '../domain/tenant.ts';
import {
  MAX_TIME_TO_LIVE_SECONDS,
  MAX_TIME_UNTIL_DISCONNECT_SECONDS,
  parseSeconds,
  timeToLiveMs,
  timeUntilDisconnectSeconds,
} from '../domain/upload-parameters.ts';
import { assertRegistration } from './assert-registration.ts';
import { authenticate, HTTP_ADAPTER, type Uploader } from './authenticate.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { EventSink } from './event-sink.ts';
import type { SecretCheck } from './secret-check.ts';
import type { Upload, UploadTarget } from './upload.ts';

export type Ingestion = {
  readonly registry: DeviceRegistry;
  readonly secretCheck: SecretCheck;
  readonly sink: EventSink;
  /** Bytes. */
  readonly maxPayloadSize: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/**
 * Takes one event; when it resolves, the event is stored. The order of the checks is Hono's.
 *
 * @throws {ServiceError} whatever speaks against it
 * @see Hono, HTTP adapter, "Publish an Event"
 */
export async function uploadEvent(upload: Upload, ingestion: Ingestion): Promise<EventRecord> {
  const { registry, secretCheck, sink, maxPayloadSize, now } = ingestion;
  const uploader = await authenticate(upload.authorization, registry, secretCheck, now());
  const device = targetDevice(upload.target, uploader);
  if (upload.payload.byteLength > maxPayloadSize) {
    throw new ServiceError('PAYLOAD_TOO_LARGE', 'N/A');
  }
  requireAtLeastOnce(upload.qosLevel);
  requireMatchingContentType(upload);
  const assertion = await assertRegistration(uploader, device, registry);
  const defaults = { ...uploader.tenant.defaults, ...assertion.defaults };
  const record = toEventRecord(upload, uploader.tenant, assertion.device, defaults, now());
  await sink.append(record);
  return record;
}

/** @throws {ServiceError} `RESOURCE_NOT_FOUND`, `NOT_AUTHORIZED`, `DEVICE_NOT_REGISTERED` */
function targetDevice(target: UploadTarget, uploader: Uploader): DeviceId {
  if (target.kind === 'uploader') return uploader.device;
  if (target.device === '') {
    throw new ServiceError('RESOURCE_NOT_FOUND', 'request URI must contain device ID');
  }
  if (target.tenant !== '' && target.tenant !== uploader.tenant.id) {
    throw new ServiceError(
      'NOT_AUTHORIZED',
      'not authorized to upload data for device from other tenant',
    );
  }
  if (!isDeviceId(target.device)) {
    throw new ServiceError('DEVICE_NOT_REGISTERED', 'device is disabled or not registered');
  }
  return target.device;
}

/** Events know one level only. @throws {ServiceError} `UNSUPPORTED_QOS` */
function requireAtLeastOnce(level: string | undefined): void {
  if (level === undefined || level === '' || level === '1') return;
  throw new ServiceError('UNSUPPORTED_QOS', 'unsupported QoS-Level header value');
}

/** @throws {ServiceError} `CONTENT_TYPE_MISMATCH` @see Hono, `AbstractProtocolAdapterBase.isPayloadOfIndicatedType` */
function requireMatchingContentType({ contentType, payload }: Upload): void {
  const isEmpty = payload.byteLength === 0;
  if (isEmpty ? contentType !== undefined : contentType !== EMPTY_NOTIFICATION) return;
  throw new ServiceError(
    'CONTENT_TYPE_MISMATCH',
    `content type [${contentType ?? 'null'}] does not match payload`,
  );
}

function toEventRecord(
  upload: Upload,
  tenant: Tenant,
  device: DeviceId,
  defaults: JsonObject,
  createdAtMs: number,
): EventRecord {
  const timeToLive = timeToLiveMs(
    parseSeconds(upload.timeToLive, MAX_TIME_TO_LIVE_SECONDS),
    defaults,
    tenant.maxTimeToLiveSeconds,
  );
  const timeUntilDisconnect = timeUntilDisconnectSeconds(
    parseSeconds(upload.timeUntilDisconnect, MAX_TIME_UNTIL_DISCONNECT_SECONDS),
    maxTimeUntilDisconnectSeconds(tenant, HTTP_ADAPTER),
  );
  return {
    tenant: tenant.id,
    device,
    payload: toPayload(upload, defaults[HEADER.contentType]),
    createdAtMs,
    ...(timeToLive === undefined ? {} : { timeToLiveMs: timeToLive }),
    ...(timeUntilDisconnect === undefined
      ? {}
      : { timeUntilDisconnectSeconds: timeUntilDisconnect }),
    origin: { adapter: HTTP_ADAPTER, address: upload.address },
    trace: upload.trace,
    defaults: addedProperties(defaults),
  };
}

function toPayload({ contentType, payload }: Upload, byDefault: unknown): Payload {
  const declared =
    contentType || (typeof byDefault === 'string' && byDefault !== '' ? byDefault : OCTET_STREAM);
  return payload.byteLength === 0
    ? { kind: 'empty', contentType: declared }
    : { kind: 'data', contentType: declared, bytes: payload };
}

/** `ttl` has had its say, and a header cannot hold null. */
function addedProperties(defaults: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(defaults).filter(
      ([name, value]) => name !== HEADER.timeToLive && value !== null,
    ),
  );
}
