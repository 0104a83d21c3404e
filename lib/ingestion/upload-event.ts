import { EMPTY_NOTIFICATION } from '../domain/event-kinds.ts';
import type { Endpoint, EventRecord } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import type { QuotaState } from '../domain/quota.ts';
import { parseWholeNumber } from '../domain/upload-parameters.ts';
import { admitUnauthenticated, requireNamed } from './admit-unauthenticated.ts';
import { assertRegistration, type Registrations } from './assert-registration.ts';
import { authenticate, type Authentication } from './authenticate.ts';
import type { EventSink } from './event-sink.ts';
import type { HoldAnswer } from './hold-answer.ts';
import type { MessageRate } from './message-rate.ts';
import { requireDataVolume } from './require-data-volume.ts';
import { type PayloadLimits, requirePayloadSize } from './require-payload-size.ts';
import { namedDevice, requireOwnTenant } from './target-device.ts';
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
    readonly payloadLimits: PayloadLimits;
    readonly messageRate: MessageRate;
  };

/** What became of an upload that was taken. */
export type Accepted = {
  readonly record: EventRecord;
  /** The message rates that apply to the device, and what of them is left. */
  readonly quotas: readonly QuotaState[];
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
): Promise<Accepted> {
  const admit = ingestion.authenticationRequired ? admitAuthenticated : admitNamed;
  const { uploader, device, endpoint } = await admit(upload, ingestion);
  const quotas = ingestion.messageRate(uploader.tenant, device);
  const assertion = await assertRegistration(uploader, device, ingestion, upload.trace);
  requireDataVolume(uploader.tenant, upload.payload.byteLength, ingestion.now());
  const record = toEventRecord(upload, endpoint, uploader.tenant, assertion, ingestion.now());
  await forward(record, ingestion);
  await ingestion.holdAnswer(record, remainingMs());
  return { record, quotas };
}

type Admitted = {
  readonly uploader: Uploader;
  /** Whom the upload comes from; whether that can be a device at all is not known yet. */
  readonly device: string;
  readonly endpoint: Endpoint;
};

async function admitAuthenticated(upload: Upload, ingestion: Ingestion): Promise<Admitted> {
  const uploader = await authenticate(upload, ingestion);
  requireOwnTenant(upload.target, uploader);
  requirePayloadSize(upload, ingestion.payloadLimits, uploader.tenant);
  const device = namedDevice(upload.target) ?? uploader.device;
  return { uploader, device, endpoint: parseMessage(upload) };
}

/** The registry is asked last: nobody has proven anything before. */
async function admitNamed(upload: Upload, ingestion: Ingestion): Promise<Admitted> {
  const { target } = upload;
  requirePayloadSize(upload, ingestion.payloadLimits);
  requireNamed(target);
  const endpoint = parseMessage(upload);
  const uploader = await admitUnauthenticated(target, ingestion.registry);
  requirePayloadSize(upload, ingestion.payloadLimits, uploader.tenant);
  return { uploader, device: uploader.device, endpoint };
}

/** @throws {ServiceError} `UNSUPPORTED_QOS`, `CONTENT_TYPE_MISMATCH` */
function parseMessage(upload: Upload): Endpoint {
  const endpoint = toEndpoint(upload);
  requireMatchingContentType(upload);
  return endpoint;
}

/**
 * Events know one level only; telemetry is sent at most once unless the device asks for more. Hono reads the level as
 * `Integer.parseInt` does.
 *
 * @throws {ServiceError} `UNSUPPORTED_QOS`
 */
function toEndpoint({ endpoint, qosLevel }: Upload): Endpoint {
  const level = parseWholeNumber(qosLevel || (endpoint === 'event' ? '1' : '0'), 1);
  if (endpoint === 'event' && level === 1) return { kind: 'event' };
  if (endpoint === 'telemetry' && level === 0) return { kind: 'telemetry', qos: 0 };
  if (endpoint === 'telemetry' && level === 1) return { kind: 'telemetry', qos: 1 };
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
