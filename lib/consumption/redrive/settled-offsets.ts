import { ServiceError } from '../../domain/errors.ts';
import { MAX_NOTE_CHARACTERS, type PartitionMark } from './mark-store.ts';

type Range = readonly [first: number, last: number];

/** Which letters of a partition are done with. A value: settling one gives another. */
export type SettledOffsets = {
  /** Everything below is settled, or gone from the topic. */
  readonly low: number;
  /** Above `low`, ascending, apart from each other; both ends belong to a range. */
  readonly ranges: readonly Range[];
  /**
   * While a run is under way, when it began, milliseconds since the Unix epoch: letters may have been put back since
   * that are not settled yet.
   */
  readonly openSinceMs: number | undefined;
};

/** @param from first offset that the partition still has */
export function settledBelow(from: number): SettledOffsets {
  return { low: from, ranges: [], openSinceMs: undefined };
}

export function isSettled({ low, ranges }: SettledOffsets, offset: number): boolean {
  return offset < low || ranges.some(([first, last]) => first <= offset && offset <= last);
}

export function settle(settled: SettledOffsets, offsets: readonly number[]): SettledOffsets {
  const added = offsets.map((offset): Range => [offset, offset]);
  return normalised({ ...settled, ranges: [...settled.ranges, ...added] });
}

/**
 * `1;open;gap.length,…`, numbers to the base 36, a gap counted from what is settled before it.
 *
 * @throws {ServiceError} `MARK_NOT_KEPT` when there are too many gaps for Kafka to keep
 */
export function toMark({ low, ranges, openSinceMs }: SettledOffsets): PartitionMark {
  let before = low;
  const gaps = ranges.map(([first, last]) => {
    const text = `${toDigits(first - before)}.${toDigits(last + 1 - first)}`;
    before = last + 1;
    return text;
  });
  const open = openSinceMs === undefined ? '' : toDigits(openSinceMs);
  const note = `${VERSION};${open};${gaps.join(',')}`;
  if (note.length <= MAX_NOTE_CHARACTERS) return { offset: low, note };
  throw new ServiceError(
    'MARK_NOT_KEPT',
    `${ranges.length} gaps in what is redriven are too many to remember: redrive what lies between, without a filter`,
  );
}

/** @throws {ServiceError} `MARK_NOT_KEPT` for a note that is none of ours */
export function fromMark({ offset, note }: PartitionMark, from: number): SettledOffsets {
  const [version, open, gaps] = note.split(';');
  if (version !== VERSION || open === undefined || gaps === undefined) {
    throw new ServiceError('MARK_NOT_KEPT', `the mark of an earlier redrive is not understood`);
  }
  const ranges: Range[] = [];
  let before = offset;
  for (const text of gaps.split(',').filter(Boolean)) {
    const [gap = '', length = ''] = text.split('.');
    const first = before + fromDigits(gap);
    before = first + fromDigits(length);
    ranges.push([first, before - 1]);
  }
  const openSinceMs = open === '' ? undefined : fromDigits(open);
  return normalised({ low: Math.max(offset, from), ranges, openSinceMs });
}

const VERSION = '1';
const BASE = 36;

function toDigits(number: number): string {
  return number.toString(BASE);
}

function fromDigits(text: string): number {
  const number = Number.parseInt(text, BASE);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new ServiceError('MARK_NOT_KEPT', `the mark of an earlier redrive is not understood`);
}

function normalised({ low: start, ranges, openSinceMs }: SettledOffsets): SettledOffsets {
  let low = start;
  const merged: [first: number, last: number][] = [];
  for (const [first, last] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const previous = merged.at(-1);
    if (first <= low) low = Math.max(low, last + 1);
    else if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return { low, ranges: merged, openSinceMs };
}
