import type { Quota } from '../domain/quota.ts';

/** A bucket for each key: full at first, filled again evenly over the quota's window. */
export type TokenBuckets = {
  /** Tokens there are, a fraction included. */
  readonly level: (key: string, quota: Quota) => number;
  /** Takes one that is there. */
  readonly take: (key: string, quota: Quota) => void;
  /** Puts one back that was taken. */
  readonly putBack: (key: string, quota: Quota) => void;
};

type Bucket = { readonly level: number; readonly atMs: number };

/**
 * Buckets that are full are not remembered, and of more than `maxBuckets` the one that was touched longest ago is
 * forgotten, which makes it full: the memory is bounded, and who is forgotten has an advantage.
 */
export function tokenBuckets(now: () => number, maxBuckets: number): TokenBuckets {
  const buckets = new Map<string, Bucket>();

  function level(key: string, { limit, windowSeconds }: Quota): number {
    const bucket = buckets.get(key);
    if (!bucket) return limit;
    const refilled = (Math.max(0, now() - bucket.atMs) * limit) / (windowSeconds * 1000);
    return Math.min(limit, bucket.level + refilled);
  }

  function set(key: string, quota: Quota, to: number): void {
    buckets.delete(key);
    if (to >= quota.limit) return;
    buckets.set(key, { level: to, atMs: now() });
    if (buckets.size <= maxBuckets) return;
    const [oldest] = buckets.keys();
    if (oldest !== undefined) buckets.delete(oldest);
  }

  return {
    level,
    take: (key, quota) => set(key, quota, level(key, quota) - 1),
    putBack: (key, quota) => set(key, quota, level(key, quota) + 1),
  };
}

/** Until the bucket has so many tokens; a whole number, at least 1. */
export function secondsUntil(level: number, wanted: number, quota: Quota): number {
  const missing = wanted - level;
  return Math.max(1, Math.ceil((missing * quota.windowSeconds) / quota.limit));
}
