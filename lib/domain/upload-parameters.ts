import type { Endpoint } from './event-record.ts';
import type { JsonObject } from './json.ts';
import type { Tenant } from './tenant.ts';

/** Java's largest `int`, in which Hono counts the seconds of `hono-ttd`. */
export const MAX_TIME_UNTIL_DISCONNECT_SECONDS = 2 ** 31 - 1;
/** What stays exact in milliseconds, about 285,000 years. */
export const MAX_TIME_TO_LIVE_SECONDS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/**
 * A whole number as Java reads it (`Long.parseLong`): an optional sign and ASCII digits.
 *
 * @param max the largest number, and the smallest without its sign
 * @returns undefined for anything else and for what is out of range
 */
export function parseWholeNumber(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const number = Number(text);
  return Math.abs(number) <= max ? number : undefined;
}

/**
 * The device's wish counts before the defaults; the tenant's limit caps it and stands in when there is none.
 *
 * @param requested seconds, from `hono-ttl`, which is a parameter of events only
 * @param defaults of device and tenant, merged; their times to live are in seconds
 * @returns milliseconds; undefined means that the record never expires.
 * @see Hono, `DownstreamMessageProperties.applyEventLimits` and `applyTelemetryLimits`
 */
export function timeToLiveMs(
  endpoint: Endpoint,
  requested: number | undefined,
  defaults: JsonObject,
  limits: Tenant['maxTimeToLiveSeconds'],
): number | undefined {
  if (endpoint.kind === 'event') {
    return limited(atLeastZero(requested ?? defaults['ttl']), limits.event);
  }
  const wished =
    atLeastZero(defaults['ttl']) ?? atLeastZero(defaults[TELEMETRY_DEFAULTS[endpoint.qos]]);
  return limited(wished, endpoint.qos === 0 ? limits.telemetryQos0 : limits.telemetryQos1);
}

const TELEMETRY_DEFAULTS = ['ttl-telemetry-qos0', 'ttl-telemetry-qos1'] as const;

/** Defaults that become headers of a record; one cannot hold null. */
export function addedProperties(defaults: JsonObject, endpoint: Endpoint): JsonObject {
  const consumed = consumedDefaults(endpoint);
  return Object.fromEntries(
    Object.entries(defaults).filter(([name, value]) => !consumed.includes(name) && value !== null),
  );
}

/** Defaults that have had their say when a record is made. */
function consumedDefaults(endpoint: Endpoint): readonly string[] {
  return endpoint.kind === 'event' ? ['ttl'] : ['ttl', ...TELEMETRY_DEFAULTS];
}

function limited(wished: number | undefined, max: number | undefined): number | undefined {
  const seconds = wished === undefined ? max : Math.min(wished, max ?? wished);
  return seconds === undefined ? undefined : seconds * 1000;
}

function atLeastZero(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const whole = Math.trunc(value);
  return whole > -1 && whole <= MAX_TIME_TO_LIVE_SECONDS ? whole : undefined;
}

/** Eighty hundredths of the time after which Hono closes an idle connection. */
const LONGEST_WAIT_SECONDS = 60;

/**
 * @param requested seconds, from `hono-ttd`
 * @param maxSeconds of the tenant
 * @returns seconds; undefined when the device did not say that it waits.
 * @see Hono, HTTP adapter, "Specifying the time a device will wait"
 */
export function timeUntilDisconnectSeconds(
  requested: number | undefined,
  maxSeconds: number,
): number | undefined {
  if (requested === undefined || requested <= 0) return undefined;
  return Math.min(requested, maxSeconds, LONGEST_WAIT_SECONDS);
}
