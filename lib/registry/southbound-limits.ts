import type { CountedBytes, DataVolumeLimit } from '../domain/data-volume.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.ts';
import type { Quota } from '../domain/quota.ts';
import type { OwnLimits, Tenant } from '../domain/tenant.ts';
import type { ResourceLimits, TenantDocument } from './tenant-document.ts';

/** The limits of a tenant, as far as an upload has to keep them; those that are not set are absent. */
export function toLimits(
  document: TenantDocument,
  countedBytes: CountedBytes,
): Pick<Tenant, 'dataVolume' | 'ownLimits'> {
  const { 'resource-limits': limits, 'minimum-message-size': minimum = 0 } = document;
  const limit = limits && toDataVolumeLimit(limits, minimum);
  return {
    ...(limit && { dataVolume: { limit, countedBytes } }),
    ...(limits?.ext && toOwnLimits(limits.ext)),
  };
}

/** A limit of -1 is none, and so is one for periods of no days, which Hono cannot check either. */
function toDataVolumeLimit(
  { 'data-volume': volume }: ResourceLimits,
  minimumMessageBytes: number,
): DataVolumeLimit | undefined {
  if (!volume || volume['max-bytes'] < 0) return undefined;
  const { mode, 'no-of-days': days = 0 } = volume.period;
  if (mode === 'days' && days < 1) return undefined;
  return {
    maxBytes: volume['max-bytes'],
    minimumMessageBytes,
    effectiveSinceMs: Date.parse(volume['effective-since']),
    period: mode === 'days' ? { kind: 'days', days } : { kind: 'monthly' },
  };
}

/** What has another form is as good as not there: it was written by another program. */
function toOwnLimits(ext: JsonObject): Pick<Tenant, 'ownLimits'> {
  const size = ext['max-payload-size'];
  const rates = ext['message-rate'];
  const deviceRate = isJsonObject(rates) ? toQuota(rates['device']) : undefined;
  const tenantRate = isJsonObject(rates) ? toQuota(rates['tenant']) : undefined;
  const ownLimits: OwnLimits = {
    ...(isCount(size, 0) && { maxPayloadSize: size }),
    ...(deviceRate && { deviceRate }),
    ...(tenantRate && { tenantRate }),
  };
  return Object.keys(ownLimits).length === 0 ? {} : { ownLimits };
}

function toQuota(rate: JsonValue | undefined): Quota | 'unlimited' | undefined {
  if (!isJsonObject(rate)) return undefined;
  const { messages, seconds } = rate;
  if (messages === -1) return 'unlimited';
  if (!isCount(messages, 1) || !isCount(seconds, 1)) return undefined;
  return { limit: messages, windowSeconds: seconds };
}

function isCount(value: JsonValue | undefined, atLeast: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= atLeast;
}
