import { LimitExceeded } from '../domain/limit-exceeded.ts';
import type { Quota, QuotaState } from '../domain/quota.ts';
import type { Tenant } from '../domain/tenant.ts';
import { secondsUntil, type TokenBuckets } from './token-buckets.ts';

/**
 * Counts one more message of a device.
 *
 * @returns what applies to the device and its tenant, and what of it is left
 * @throws {LimitExceeded} `MESSAGE_RATE_EXCEEDED`; then nothing was counted
 */
export type MessageRate = (tenant: Tenant, device: string) => readonly QuotaState[];

/** What counts for tenants that say nothing; undefined is unlimited. */
export type MessageRates = {
  readonly device: Quota | undefined;
  readonly tenant: Quota | undefined;
};

/**
 * A process counts by itself: it knows nothing of the others. Devices and tenants have buckets apart, so that many devices
 * make no tenant's bucket forgotten.
 */
export function messageRate(
  defaults: MessageRates,
  buckets: { readonly devices: TokenBuckets; readonly tenants: TokenBuckets },
): MessageRate {
  return ({ id, ownLimits }, device) => {
    const ofDevice = ownLimits?.deviceRate ?? defaults.device;
    const ofTenant = ownLimits?.tenantRate ?? defaults.tenant;
    const applied = [
      ...applying(
        'device',
        ofDevice,
        buckets.devices,
        `${id} ${device.slice(0, MAX_NAME_CHARACTERS)}`,
      ),
      ...applying('tenant', ofTenant, buckets.tenants, id),
    ];
    return applied.length === 0 ? UNLIMITED : countAgainst(applied);
  };
}

/** What was asked for may be no device's name, and be long. */
const MAX_NAME_CHARACTERS = 256;

const UNLIMITED: readonly QuotaState[] = [];

type Applied = {
  readonly name: string;
  readonly quota: Quota;
  readonly buckets: TokenBuckets;
  readonly key: string;
};

function applying(
  name: string,
  quota: Quota | 'unlimited' | undefined,
  buckets: TokenBuckets,
  key: string,
): Applied[] {
  return quota === undefined || quota === 'unlimited' ? [] : [{ name, quota, buckets, key }];
}

function countAgainst(applied: readonly Applied[]): readonly QuotaState[] {
  const waits = applied.filter((one) => levelOf(one) < 1).map(secondsUntilNext);
  if (waits.length > 0) throw exceeded(Math.max(...waits), applied);
  for (const { buckets, key, quota } of applied) buckets.take(key, quota);
  return applied.map(toState);
}

function exceeded(waitSeconds: number, applied: readonly Applied[]): LimitExceeded {
  const states = applied.map(toState);
  return new LimitExceeded('MESSAGE_RATE_EXCEEDED', 'too many messages', waitSeconds, states);
}

function toState(applied: Applied): QuotaState {
  const { name, quota } = applied;
  const level = levelOf(applied);
  const resetSeconds = secondsUntil(level, quota.limit, quota);
  return { ...quota, name, remaining: Math.floor(level), resetSeconds };
}

function secondsUntilNext(applied: Applied): number {
  return secondsUntil(levelOf(applied), 1, applied.quota);
}

function levelOf({ buckets, key, quota }: Applied): number {
  return buckets.level(key, quota);
}
