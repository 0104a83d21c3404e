import {
  type CountedBytes,
  countedSize,
  type DataVolumeLimit,
  periodAt,
  periodName,
} from '../domain/data-volume.ts';
import type { EventRecord } from '../domain/event-record.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { EventSink } from './event-sink.ts';

export type VolumeCounter = {
  /**
   * Adds to what a tenant has used of a period.
   *
   * @throws {ServiceError} `VOLUME_NOT_COUNTED`; then it may or may not have been added.
   */
  readonly add: (tenant: TenantId, volume: UsedVolume) => Promise<void>;
};

export type UsedVolume = {
  /** The name of the period. */
  readonly period: string;
  readonly bytes: number;
  /** Names of periods that nobody asks for any more. */
  readonly forgotten: readonly string[];
  /** When the count may be forgotten, milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
};

export type ForwardedCounting = {
  readonly counter: VolumeCounter;
  readonly findTenant: (tenant: TenantId) => Promise<Tenant | undefined>;
  /** Told of what could not be counted. */
  readonly report: (tenant: TenantId, reason: unknown) => void;
  /** Settles after the time, or as soon as it is of no use any more. */
  readonly pause: (timeMs: number, ended: AbortSignal) => Promise<void>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/** Milliseconds that an upload waits for its count at most, once it is forwarded. */
const PATIENCE_MS = 200;

/**
 * Counts the data volume of what a sink has forwarded, for a messaging network whose messages nobody else counts. Uploads that
 * wait at the same moment share one write. An upload does not fail for its count.
 */
export function countForwarded(sink: EventSink, counting: ForwardedCounting): EventSink {
  const count = sharedCount(counting);
  return {
    append: async (record) => {
      await sink.append(record);
      const ended = new AbortController();
      await Promise.race([count(record), counting.pause(PATIENCE_MS, ended.signal)]);
      ended.abort();
    },
    close: sink.close,
  };
}

type Waiting = { bytes: number; readonly counted: Promise<void> };

function sharedCount({ counter, findTenant, report, now }: ForwardedCounting) {
  const waiting = new Map<string, Waiting>();
  const writing = new Map<string, Promise<void>>();

  /** One write of a tenant is under way; what comes meanwhile goes with the next. */
  function add(tenant: TenantId, bytes: number, volume: Omit<UsedVolume, 'bytes'>): Promise<void> {
    const key = `${tenant}/${volume.period}`;
    const known = waiting.get(key);
    if (known) {
      known.bytes += bytes;
      return known.counted;
    }
    const counted = (writing.get(key) ?? Promise.resolve()).then(() => write(key, tenant, volume));
    waiting.set(key, { bytes, counted });
    return counted;
  }

  async function write(key: string, tenant: TenantId, volume: Omit<UsedVolume, 'bytes'>) {
    const bytes = waiting.get(key)?.bytes ?? 0;
    waiting.delete(key);
    const written = counter.add(tenant, { ...volume, bytes });
    const ended = written.then(ignore, ignore);
    writing.set(key, ended);
    try {
      await written;
    } finally {
      if (writing.get(key) === ended) writing.delete(key);
    }
  }

  return async ({ tenant, endpoint, payload }: EventRecord): Promise<void> => {
    if (endpoint.kind !== 'event' || payload.kind === 'empty') return;
    try {
      const volume = (await findTenant(tenant))?.dataVolume;
      const used = volume && toUsed(volume.limit, volume.countedBytes, now());
      const bytes = countedSize(payload.bytes.byteLength, volume?.limit.minimumMessageBytes ?? 0);
      if (used) await add(tenant, bytes, used);
    } catch (reason) {
      report(tenant, reason);
    }
  };
}

function ignore(): void {
  // Whoever waits for the write itself is told.
}

/** @returns undefined while the limit does not count yet */
function toUsed(
  limit: DataVolumeLimit,
  counted: CountedBytes,
  nowMs: number,
): Omit<UsedVolume, 'bytes'> | undefined {
  const period = periodAt(limit, nowMs);
  if (!period) return undefined;
  const name = periodName(period);
  const others = Object.keys(counted).filter((other) => other !== name);
  return {
    period: name,
    forgotten: others.toSorted().slice(0, -KEPT_PERIODS),
    expiresAtMs: period.endMs + RETENTION_MS,
  };
}

/** Beside the present one: who asks for an earlier period has changed the limit back. */
const KEPT_PERIODS = 3;
/** Beyond the period. */
const RETENTION_MS = 30 * 86_400_000;
