import { HEADER } from '../domain/header-names.ts';
import type { EventHeaders } from './event-headers.ts';

/** For how long a device can take commands, as it last said. */
export type Reachability =
  | { readonly kind: 'until'; readonly atMs: number }
  | { readonly kind: 'until-further-notice' }
  | { readonly kind: 'gone' };

/**
 * The time until disconnect counts from the creation of the event, so without a creation time it says nothing.
 *
 * @see Hono, Telemetry API for Kafka, "ttd"; `DownstreamMessage.getTimeUntilDisconnectNotification`
 */
export function readReachability(
  headers: EventHeaders,
  createdAtMs: number | undefined,
): Reachability | undefined {
  const seconds = headers.integer(HEADER.timeUntilDisconnect);
  if (seconds === undefined || createdAtMs === undefined) return undefined;
  if (seconds > 0) return { kind: 'until', atMs: createdAtMs + seconds * 1000 };
  if (seconds === UNTIL_FURTHER_NOTICE) return { kind: 'until-further-notice' };
  return seconds === 0 ? { kind: 'gone' } : undefined;
}

const UNTIL_FURTHER_NOTICE = -1;
