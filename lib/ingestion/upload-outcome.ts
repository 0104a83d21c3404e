import { ServiceError } from '../domain/errors.ts';
import type { Endpoint } from '../domain/event-record.ts';
import type { TenantId } from '../domain/identifiers.ts';

/**
 * What became of an upload that was good enough to be handed on: of a device that has proven who it is, with a size, a QoS
 * level and a content type that can be.
 *
 * @see Hono, "Metrics", `hono.telemetry.processing.duration`: what is refused before is not counted
 */
export type UploadOutcome = {
  readonly status: UploadStatus;
  readonly tenant: TenantId;
  readonly endpoint: Endpoint;
  /** Bytes. */
  readonly payloadSize: number;
  /** Whether the device was waited for, without a command. */
  readonly ttd: 'none' | 'expired';
  /** Milliseconds; the time for which an answer was held does not count. */
  readonly durationMs: number;
};

/** Stored; the device's fault; ours. */
export type UploadStatus = 'forwarded' | 'unprocessable' | 'undeliverable';

export function statusOfRefusal(reason: unknown): UploadStatus {
  const isOfTheDevice = reason instanceof ServiceError && reason.status < 500;
  return isOfTheDevice ? 'unprocessable' : 'undeliverable';
}
