import type { Endpoint, EventRecord } from '../domain/event-record.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { QuotaState } from '../domain/quota.ts';
import { assertRegistration, type Registrations } from './assert-registration.ts';
import type { EventSink } from './event-sink.ts';
import type { MessageRate } from './message-rate.ts';
import { requireDataVolume } from './require-data-volume.ts';
import { toEventRecord } from './to-event-record.ts';
import type { Upload } from './upload.ts';
import { statusOfRefusal, type UploadOutcome, type UploadStatus } from './upload-outcome.ts';
import type { Uploader } from './uploader.ts';

export type HandingOn = Registrations & {
  readonly sink: EventSink;
  readonly messageRate: MessageRate;
  /** Told of telemetry that may get lost, and was. */
  readonly reportLost: (record: EventRecord, reason: unknown) => void;
  /** Told who uploads once it is proven, and then for which device. */
  readonly identify: (tenant: TenantId, device: string) => void;
  /** Told once of every upload that is good enough to be handed on. */
  readonly observe: (outcome: UploadOutcome) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds since any one moment, with fractions. */
  readonly stopwatch: () => number;
};

/** An upload that nothing speaks against but, perhaps, the registration and the tenant's limits. */
export type Sound = {
  readonly upload: Upload;
  readonly uploader: Uploader;
  /** Whom the upload comes from; whether that can be a device at all is not known yet. */
  readonly device: string;
  readonly endpoint: Endpoint;
  readonly startedAtMs: number;
};

/** What became of an upload that was taken. */
export type Accepted = {
  readonly record: EventRecord;
  /** The message rates that apply to the device, and what of them is left. */
  readonly quotas: readonly QuotaState[];
};

/** Asserts the registration, applies the limits, stores the record; and tells what became of it, whatever that is. */
export async function handOnUpload(sound: Sound, ingestion: HandingOn): Promise<Accepted> {
  const { upload, uploader, device, endpoint } = sound;
  const { tenant } = uploader;
  ingestion.identify(tenant.id, device);
  try {
    const quotas = ingestion.messageRate(tenant, device);
    const assertion = await assertRegistration(uploader, device, ingestion, upload.trace);
    requireDataVolume(tenant, upload.payload.byteLength, ingestion.now());
    const record = toEventRecord(upload, endpoint, tenant, assertion, ingestion.now());
    const status = await forward(record, ingestion);
    ingestion.observe(toOutcome(status, sound, ingestion, record.timeUntilDisconnectSeconds));
    return { record, quotas };
  } catch (reason) {
    ingestion.observe(toOutcome(statusOfRefusal(reason), sound, ingestion));
    throw reason;
  }
}

/** What may get lost is awaited all the same: a function that has answered is frozen. */
async function forward(
  record: EventRecord,
  { sink, reportLost }: HandingOn,
): Promise<'forwarded' | 'undeliverable'> {
  try {
    await sink.append(record);
    return 'forwarded';
  } catch (reason) {
    if (record.endpoint.kind === 'event' || record.endpoint.qos === 1) throw reason;
    reportLost(record, reason);
    return 'undeliverable';
  }
}

function toOutcome(
  status: UploadStatus,
  { upload, endpoint, uploader, startedAtMs }: Sound,
  { stopwatch }: HandingOn,
  timeUntilDisconnectSeconds = 0,
): UploadOutcome {
  return {
    status,
    tenant: uploader.tenant.id,
    endpoint,
    payloadSize: upload.payload.byteLength,
    ttd: timeUntilDisconnectSeconds > 0 ? 'expired' : 'none',
    durationMs: stopwatch() - startedAtMs,
  };
}
