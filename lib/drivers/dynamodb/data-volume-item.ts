import type { CountedRanges, Range } from '../../consumption/counted-ranges.ts';
import type { DataVolume } from '../../consumption/data-volume-store.ts';
import type { CountedBytes } from '../../domain/data-volume.ts';
import type { Item } from './item.ts';

/**
 * One item for each tenant: an attribute `bytes {period}` for each period, and `mark {partition}` for each
 * partition, all at the top, where the store can add to them and compare them one by one.
 */
export const attribute = {
  bytes: (period: string): string => BYTES + period,
  mark: (partition: string): string => MARK + partition,
} as const;

const BYTES = 'bytes ';
const MARK = 'mark ';

export function readCountedBytes(item: Item | undefined): CountedBytes {
  return Object.fromEntries(readBytes(item ?? {}));
}

export function readDataVolume(item: Item): DataVolume {
  const marks = named(item, MARK).map(([name, value]) => [name, readMark(String(value))] as const);
  return { bytes: new Map(readBytes(item)), marks: new Map(marks) };
}

/** `0-99,120-130@1795301842281` */
export function writeMark({ ranges, latestMs }: CountedRanges): string {
  return `${ranges.map(([first, last]) => `${first}-${last}`).join(',')}@${latestMs}`;
}

function readMark(text: string): CountedRanges {
  const [ranges = '', latest] = text.split('@');
  return { ranges: ranges.split(',').map(readRange), latestMs: Number(latest) };
}

function readRange(text: string): Range {
  const [first, last] = text.split('-');
  return [Number(first), Number(last)];
}

function readBytes(item: Item): (readonly [string, number])[] {
  return named(item, BYTES).map(([period, value]) => [period, Number(value)] as const);
}

function named(item: Item, prefix: string): (readonly [string, unknown])[] {
  return Object.entries(item)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
}
