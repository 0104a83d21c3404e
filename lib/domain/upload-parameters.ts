import type { JsonObject } from './json.ts';

/** Java's largest `int`, in which Hono counts the seconds of `hono-ttd`. */
export const MAX_TIME_UNTIL_DISCONNECT_SECONDS = 2 ** 31 - 1;
/** What stays exact in milliseconds, about 285,000 years. */
export const MAX_TIME_TO_LIVE_SECONDS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

/**
 * A whole number as Java reads it (`Long.parseLong`): an optional sign and ASCII digits.
 *
 * @returns undefined for anything else and for what is out of range; Hono ignores such values.
 */
export function parseSeconds(text: string | undefined, maxSeconds: number): number | undefined {
  if (text === undefined || !/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const seconds = Number(text);
  return Math.abs(seconds) <= maxSeconds ? seconds : undefined;
}

/**
 * The device's wish counts before the defaults; the tenant's limit caps it and stands in when there is none.
 *
 * @param requested seconds, from `hono-ttl`
 * @param defaults of device and tenant, merged; `ttl` in seconds
 * @returns milliseconds; undefined means that the event never expires.
 * @see Hono, `DownstreamMessageProperties.applyEventLimits`
 */
export function timeToLiveMs(
  requested: number | undefined,
  defaults: JsonObject,
  maxSeconds: number | undefined,
): number | undefined {
  const wished = atLeastZero(requested ?? defaults['ttl']);
  const seconds = wished === undefined ? maxSeconds : Math.min(wished, maxSeconds ?? wished);
  return seconds === undefined ? undefined : seconds * 1000;
}

function atLeastZero(value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined;
  const whole = Math.trunc(value);
  return whole > -1 && whole <= MAX_TIME_TO_LIVE_SECONDS ? whole : undefined;
}

/**
 * @param requested seconds, from `hono-ttd`
 * @returns seconds; undefined when the device did not say that it waits.
 * @see Hono, HTTP adapter, "Specifying the time a device will wait"
 */
export function timeUntilDisconnectSeconds(
  requested: number | undefined,
  maxSeconds: number,
): number | undefined {
  if (requested === undefined || requested <= 0) return undefined;
  return Math.min(requested, maxSeconds);
}
