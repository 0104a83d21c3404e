import { type Measured, parseEmf } from './parse-emf.ts';
import { type Family, toExposition } from './exposition.ts';

/** A program that makes up labels must not fill the memory; what is new beyond it is not counted. */
const MAX_SERIES = 10_000;

export type Meters = {
  /** Takes a line of a function's log; one without metrics says nothing. */
  readonly read: (text: string) => void;
  /** All values since the start, in Prometheus' text format. */
  readonly expose: () => string;
};

export function createMeters(): Meters {
  const families = new Map<string, Family>();
  let seriesCount = 0;
  const add = ({ name, unit, labels, values }: Measured): void => {
    if (values.length === 0) return;
    const family = families.get(name) ?? { name, unit, series: new Map() };
    families.set(name, family);
    const key = JSON.stringify(labels);
    if (!family.series.has(key) && seriesCount++ >= MAX_SERIES) return;
    const series = family.series.get(key) ?? { labels, count: 0, sum: 0, max: 0 };
    family.series.set(key, series);
    for (const value of values) {
      series.count += 1;
      series.sum += value;
      series.max = Math.max(series.max, value);
    }
  };
  return {
    read: (text) => parseEmf(text).forEach(add),
    expose: () => toExposition([...families.values()]),
  };
}
