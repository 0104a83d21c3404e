import { EMPTY_NOTIFICATION } from '../domain/event-kinds.ts';
import type { Endpoint, EventRecord } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import { admitUnauthenticated } from './admit-unauthenticated.ts';
import { assertRegistration, type Registrations } from './assert-registration.ts';
import { authenticate, type Authentication } from './authenticate.ts';
import type { EventSink } from './event-sink.ts';
import type { HoldAnswer } from './hold-answer.ts';
import { targetDevice } from './target-device.ts';
import { toEventRecord } from './to-event-record.ts';
import type { Upload } from './upload.ts';
import type { Uploader } from './uploader.ts';

export type Ingestion = Authentication &
  Registrations & {
    readonly sink: EventSink;
    readonly holdAnswer: HoldAnswer;
    /** Told of telemetry that may get lost, and was. */
    readonly reportLost: (record: EventRecord, reason: unknown) => void;
    readonly authenticationRequired: boolean;
    /** Bytes. */
    readonly maxPayloadSize: number;
  };

/**
 * Takes one upload. When it resolves, the record is stored, unless it is telemetry that the device allows to get lost, and
 * the time is over that the device said it would wait. The order of the checks is Hono's.
 *
 * @param remainingMs until there has to be an answer
 * @throws {ServiceError} whatever speaks against it
 * @see Hono, HTTP adapter, "Publish an Event" and "Publish Telemetry Data"
 */
export async function uploadEvent(
  upload: Upload,
  ingestion: Ingestion,
  remainingMs: () => number,
): Promise<EventRecord> {
  const uploader = await admit(upload, ingestion);
  const device = targetDevice(upload.target, uploader);
  if (upload.payload.byteLength > ingestion.maxPayloadSize) {
    throw new ServiceError('PAYLOAD_TOO_LARGE', 'N/A');
  }
  const endpoint = toEndpoint(upload);
  requireMatchingContentType(upload);
  const assertion = await assertRegistration(uploader, device, ingestion, upload.trace);
  const record = toEventRecord(upload, endpoint, uploader.tenant, assertion, ingestion.now());
  await forward(record, ingestion);
  await ingestion.holdAnswer(record, remainingMs());
  return record;
}

function admit(upload: Upload, ingestion: Ingestion): Promise<Uploader> {
  return ingestion.authenticationRequired
    ? authenticate(upload, ingestion)
    : admitUnauthenticated(upload.target, ingestion.registry);
}

/**
 * Events know one level only; telemetry is sent at most once unless the device asks for more.
 *
 * @throws {ServiceError} `UNSUPPORTED_QOS`
 */
function toEndpoint({ endpoint, qosLevel }: Upload): Endpoint {
  const level = qosLevel || (endpoint === 'event' ? '1' : '0');
  if (endpoint === 'event' && level === '1') return { kind: 'event' };
  if (endpoint === 'telemetry' && level === '0') return { kind: 'telemetry', qos: 0 };
  if (endpoint === 'telemetry' && level === '1') return { kind: 'telemetry', qos: 1 };
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

/** What may get lost is awaited all the same: a function that has answered is frozen. */
async function forward(record: EventRecord, { sink, reportLost }: Ingestion): Promise<void> {
  try {
    await sink.append(record);
  } catch (reason) {
    if (record.endpoint.kind === 'event' || record.endpoint.qos === 1) throw reason;
    reportLost(record, reason);
  }
}
