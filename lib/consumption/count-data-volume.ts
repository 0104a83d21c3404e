import { countedSize, type DataVolumeLimit, periodAt, periodName } from '../domain/data-volume.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { DataVolumeStore, Delivered, SizedRecord } from './data-volume-store.ts';
import { endsWithin } from './ends-within.ts';
import { EventHeaders } from './event-headers.ts';
import type { PartitionBatch, Received } from './received.ts';
import { readRedriven } from './redrive/redrive-headers.ts';

export type VolumeCounting = {
  readonly store: DataVolumeStore;
  readonly findTenant: (id: TenantId) => Promise<Tenant | undefined>;
  /** Told of what could not be counted. */
  readonly report: (tenant: TenantId, reason: unknown) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/** Milliseconds that a batch waits for its count at most, once it is done itself. */
const PATIENCE_MS = 200;

/**
 * Counts the data volume of a batch beside its consumption. What is delivered counts, whatever becomes of it: it was
 * uploaded. A batch neither fails for its count nor waits long for it.
 *
 * @param remainingMs of the invocation
 */
export async function whileCounting<Result>(
  batches: readonly PartitionBatch[],
  counting: VolumeCounting,
  remainingMs: () => number,
  consume: () => Promise<Result>,
): Promise<Result> {
  const counted = countDataVolume(batches, counting);
  try {
    return await consume();
  } finally {
    await endsWithin(counted, Math.min(PATIENCE_MS, remainingMs() / 2));
  }
}

/** Never rejects. */
export async function countDataVolume(
  batches: readonly PartitionBatch[],
  counting: VolumeCounting,
): Promise<void> {
  const records = Map.groupBy(
    batches.flatMap((batch) => batch.records),
    ({ tenant }) => tenant,
  );
  await Promise.all([...records].map(([tenant, its]) => countOf(tenant, its, counting)));
}

async function countOf(
  id: TenantId,
  records: readonly Received[],
  { store, findTenant, report, now }: VolumeCounting,
): Promise<void> {
  try {
    const tenant = await findTenant(id);
    if (!tenant?.dataVolume) return;
    const delivered = toDelivered(records, tenant.dataVolume.limit, now());
    if (delivered.partitions.size > 0) await store.count(id, delivered);
  } catch (reason) {
    report(id, reason);
  }
}

/** Of a tenant one topic is consumed, that of its events: it needs no name in every mark. */
function toDelivered(
  records: readonly Received[],
  limit: DataVolumeLimit,
  nowMs: number,
): Delivered {
  const partitions = new Map<string, SizedRecord[]>();
  for (const record of records) {
    const sized = toSized(record, limit, nowMs);
    if (!sized) continue;
    const name = `event/${record.partition}`;
    const known = partitions.get(name);
    if (known) known.push(sized);
    else partitions.set(name, [sized]);
  }
  const endMs = periodAt(limit, nowMs)?.endMs ?? nowMs;
  return { partitions, expiresAtMs: endMs + RETENTION_MS };
}

/** Beyond the period, so that a late batch finds its marks. */
const RETENTION_MS = 30 * 86_400_000;

/**
 * A record counts in the period in which it was stored; one without a time, or of the future, in the present one. What was
 * put back has no size any more: its upload counted when it was first delivered.
 */
function toSized(
  { offset, timestampMs, value, headers }: Received,
  limit: DataVolumeLimit,
  nowMs: number,
): SizedRecord | undefined {
  const storedAtMs = timestampMs < 0 ? nowMs : Math.min(timestampMs, nowMs);
  const period = periodAt(limit, storedAtMs);
  if (!period) return undefined;
  const isBack = readRedriven(new EventHeaders(headers)) !== undefined;
  const bytes = isBack ? 0 : countedSize(value?.byteLength ?? 0, limit.minimumMessageBytes);
  return { offset, timestampMs, period: periodName(period), bytes };
}
