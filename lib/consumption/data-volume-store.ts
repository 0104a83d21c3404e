import type { TenantId } from '../domain/identifiers.ts';
import {
  type Countable,
  countOnce,
  type CountedRanges,
  NOTHING_COUNTED,
} from './counted-ranges.ts';

export type DataVolumeStore = {
  /**
   * Counts each record once, however often it is given. One write, unless somebody else counts the same partitions at
   * the same moment; none when nothing is new.
   *
   * @throws {ServiceError} `VOLUME_NOT_COUNTED`; then it may or may not have been counted.
   */
  readonly count: (tenant: TenantId, delivered: Delivered) => Promise<void>;
};

/** What was delivered of one tenant. */
export type Delivered = {
  /** By what the tenant's partitions are called in the store. */
  readonly partitions: ReadonlyMap<string, readonly SizedRecord[]>;
  /** When the count may be forgotten, milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
};

export type SizedRecord = Countable & {
  /** The name of the period that it counts in. */
  readonly period: string;
  /** What it counts. */
  readonly bytes: number;
};

/** What is stored of one tenant. */
export type DataVolume = {
  readonly bytes: ReadonlyMap<string, number>;
  readonly marks: ReadonlyMap<string, CountedRanges>;
};

/** What counting changes: marks to be replaced, bytes to be added by period. */
export type DataVolumeChange = DataVolume & { readonly forgotten: readonly string[] };

/** Who asks for an earlier period has changed the limit back; beyond these, its count begins again. */
const MAX_PERIODS = 4;

/** @returns undefined when nothing is new */
export function toChange(
  stored: DataVolume,
  { partitions }: Delivered,
): DataVolumeChange | undefined {
  const marks = new Map<string, CountedRanges>();
  const bytes = new Map<string, number>();
  for (const [name, records] of partitions) {
    const { added, counted } = countOnce(stored.marks.get(name) ?? NOTHING_COUNTED, records);
    if (added.length > 0) marks.set(name, counted);
    for (const one of added) bytes.set(one.period, (bytes.get(one.period) ?? 0) + one.bytes);
  }
  return marks.size === 0 ? undefined : { marks, bytes, forgotten: oldPeriods(stored, bytes) };
}

function oldPeriods({ bytes }: DataVolume, added: DataVolume['bytes']): string[] {
  const periods = [...new Set([...bytes.keys(), ...added.keys()])].toSorted();
  return periods.slice(0, -MAX_PERIODS).filter((period) => !added.has(period));
}

/** What is stored after a change. */
export function withChange(stored: DataVolume, change: DataVolumeChange): DataVolume {
  const bytes = new Map(stored.bytes);
  for (const period of change.forgotten) bytes.delete(period);
  for (const [period, more] of change.bytes) bytes.set(period, (bytes.get(period) ?? 0) + more);
  return { bytes, marks: new Map([...stored.marks, ...change.marks]) };
}
