import { allowedBytes, countedSize, periodAt, periodName } from '../domain/data-volume.ts';
import { LimitExceeded } from '../domain/limit-exceeded.ts';
import type { Tenant } from '../domain/tenant.ts';

/** An operator may raise the limit at any time, so nobody is told to wait for the rest of a long period. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * What was counted is as old as the tenant's entry in the cache. An empty payload is never refused.
 *
 * @throws {LimitExceeded} `DATA_VOLUME_EXCEEDED`
 * @see Hono, `PrometheusBasedResourceLimitChecks.isMessageLimitReached`
 */
export function requireDataVolume({ dataVolume }: Tenant, payloadBytes: number, nowMs: number) {
  if (!dataVolume || payloadBytes === 0) return;
  const { limit, countedBytes } = dataVolume;
  const period = periodAt(limit, nowMs);
  if (!period) throw exceeded(limit.effectiveSinceMs - nowMs);
  const consumed = countedBytes[periodName(period)] ?? 0;
  const size = countedSize(payloadBytes, limit.minimumMessageBytes);
  if (consumed + size > allowedBytes(limit, period)) throw exceeded(period.endMs - nowMs);
}

function exceeded(waitMs: number): LimitExceeded {
  return new LimitExceeded(
    'DATA_VOLUME_EXCEEDED',
    "tenant's accumulated message data volume exceeds configured maximum value",
    Math.min(Math.max(1, Math.ceil(waitMs / 1000)), LONGEST_WAIT_SECONDS),
  );
}
