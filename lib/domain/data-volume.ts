import { toTimestamp } from './timestamp.ts';

/** How much a tenant's devices may upload in each of its periods. @see Hono, Tenant API, "Data Volume Configuration Format" */
export type DataVolumeLimit = {
  /** Bytes, in a whole period. */
  readonly maxBytes: number;
  /** What a payload counts at least, and a multiple of which it counts; 0: as many bytes as it has. */
  readonly minimumMessageBytes: number;
  /** Milliseconds since the Unix epoch; nothing is allowed before. */
  readonly effectiveSinceMs: number;
  readonly period: { readonly kind: 'monthly' } | { readonly kind: 'days'; readonly days: number };
};

/** Bytes that were counted, by {@link periodName}. */
export type CountedBytes = Readonly<Record<string, number>>;

/** Milliseconds since the Unix epoch; the end belongs to the next period. */
export type Period = { readonly startMs: number; readonly endMs: number };

/**
 * The period that an instant belongs to: the calendar month in UTC, or the days since the limit counts. The first month
 * begins when the limit begins to count.
 *
 * @returns undefined while the limit does not count yet.
 * @see Hono, "Resource Limits", "Data Volume Limit"
 */
export function periodAt(limit: DataVolumeLimit, instantMs: number): Period | undefined {
  const { effectiveSinceMs, period } = limit;
  if (instantMs < effectiveSinceMs) return undefined;
  if (period.kind === 'monthly') {
    const { startMs, endMs } = monthOf(instantMs);
    return { startMs: Math.max(startMs, effectiveSinceMs), endMs };
  }
  const lengthMs = period.days * MS_A_DAY;
  const past = Math.floor((instantMs - effectiveSinceMs) / lengthMs);
  const startMs = effectiveSinceMs + past * lengthMs;
  return { startMs, endMs: startMs + lengthMs };
}

/** Changes with what the period depends on, so that a period of another kind is counted by itself. */
export function periodName({ startMs }: Period): string {
  return toTimestamp(startMs);
}

/**
 * Bytes that are allowed in a period: in a first month that is not whole, its share by minutes, rounded up.
 *
 * @see Hono, `PrometheusBasedResourceLimitChecks.calculateEffectiveLimit`
 */
export function allowedBytes(limit: DataVolumeLimit, { startMs, endMs }: Period): number {
  if (limit.period.kind === 'days') return limit.maxBytes;
  const month = monthOf(startMs);
  if (month.startMs === startMs) return limit.maxBytes;
  return Math.ceil((minutes(endMs - startMs) * limit.maxBytes) / minutes(endMs - month.startMs));
}

/** What a payload counts. An empty one counts nothing. @see Hono, Tenant API, "minimum-message-size" */
export function countedSize(payloadBytes: number, minimumMessageBytes: number): number {
  if (minimumMessageBytes === 0) return payloadBytes;
  return Math.ceil(payloadBytes / minimumMessageBytes) * minimumMessageBytes;
}

function monthOf(instantMs: number): Period {
  const instant = new Date(instantMs);
  const [year, month] = [instant.getUTCFullYear(), instant.getUTCMonth()];
  return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
}

function minutes(ms: number): number {
  return Math.floor(ms / 60_000);
}

const MS_A_DAY = 86_400_000;
