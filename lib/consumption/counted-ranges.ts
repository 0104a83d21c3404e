import { MAX_CLOCK_SKEW_MS } from './device-state-store.ts';

/** Offsets of a topic-partition that are counted; both ends belong to a range, and ranges neither touch nor overlap. */
export type CountedRanges = {
  /** In ascending order. */
  readonly ranges: readonly Range[];
  /** Kafka's latest time stamp of what is counted, milliseconds since the Unix epoch. */
  readonly latestMs: number;
};

export type Range = readonly [first: number, last: number];

export type Countable = {
  readonly offset: number;
  /** -1 when the record has none. */
  readonly timestampMs: number;
};

export const NOTHING_COUNTED: CountedRanges = { ranges: [], latestMs: -1 };

/** Gaps are rare: what was refused by the store once, or what Kafka itself keeps for transactions. */
const MAX_RANGES = 16;

/**
 * Counts each record once, however often and in whatever parts and order it is delivered. Beyond a number of ranges the
 * lowest gap is closed: what it lacks is taken for counted.
 *
 * @returns the records that were not counted yet, and what is counted with them
 */
export function countOnce<Item extends Countable>(
  counted: CountedRanges,
  records: readonly Item[],
): { readonly added: readonly Item[]; readonly counted: CountedRanges } {
  const { ranges, latestMs } = isOfNewTopic(counted, records) ? NOTHING_COUNTED : counted;
  const added = new Map<number, Item>();
  for (const record of records) {
    if (!isCounted(ranges, record.offset)) added.set(record.offset, record);
  }
  const items = [...added.values()];
  return {
    added: items,
    counted: {
      ranges: bounded(merged([...ranges, ...items.map(toRange)])),
      latestMs: items.reduce((latest, one) => Math.max(latest, one.timestampMs), latestMs),
    },
  };
}

/** A topic that was made again has the same offsets, but later than clocks that differ can explain. */
function isOfNewTopic({ ranges, latestMs }: CountedRanges, records: readonly Countable[]): boolean {
  const last = ranges.at(-1)?.[1] ?? -1;
  return records.some(
    ({ offset, timestampMs }) => offset <= last && timestampMs > latestMs + MAX_CLOCK_SKEW_MS,
  );
}

function isCounted(ranges: readonly Range[], offset: number): boolean {
  return ranges.some(([first, last]) => first <= offset && offset <= last);
}

function toRange({ offset }: Countable): Range {
  return [offset, offset];
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: [first: number, last: number][] = [];
  for (const [first, last] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const previous = result.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

function bounded(ranges: readonly Range[]): readonly Range[] {
  const [lowest, ...rest] = ranges;
  const surplus = ranges.length - MAX_RANGES;
  const last = ranges[surplus]?.[1];
  if (surplus <= 0 || !lowest || last === undefined) return ranges;
  return [[lowest[0], last], ...rest.slice(surplus)];
}
