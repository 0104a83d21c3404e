import { HEADER } from '../domain/header-names.ts';
import type { EventHeaders } from './event-headers.ts';

/** Milliseconds; what a record does not say is undefined. */
export type EventLifetime = {
  readonly createdAtMs: number | undefined;
  readonly timeToLiveMs: number | undefined;
};

export function readLifetime(headers: EventHeaders): EventLifetime {
  return {
    createdAtMs: headers.integer(HEADER.creationTime),
    timeToLiveMs: headers.integer(HEADER.timeToLive),
  };
}

/**
 * An event without a creation time never expires. The specification's page has the comparison the wrong way round;
 * this is Hono's own.
 *
 * @see Hono, `KafkaRecordHelper.isTtlElapsed`
 */
export function hasExpired({ createdAtMs, timeToLiveMs }: EventLifetime, nowMs: number): boolean {
  if (createdAtMs === undefined || timeToLiveMs === undefined) return false;
  return createdAtMs + timeToLiveMs < nowMs;
}
