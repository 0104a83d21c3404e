import { InvalidArgumentError } from 'commander';
import type { Place } from '../lib/consumption/redrive/letter-filter.ts';

/** @returns milliseconds since the Unix epoch */
export function instant(text: string): number {
  const hasZone = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const instantMs = hasZone ? Date.parse(text) : NaN;
  if (!Number.isNaN(instantMs)) return instantMs;
  throw new InvalidArgumentError(
    'It takes a date, 2026-11-22, or a time with its zone, 2026-11-22T06:08:00Z.',
  );
}

export function place(text: string): Place {
  const [, partition, offset] = /^(\d{1,10})\/(\d{1,15})$/.exec(text) ?? [];
  if (partition !== undefined && offset !== undefined) {
    return { partition: Number(partition), offset: Number(offset) };
  }
  throw new InvalidArgumentError('It takes partition/offset, for instance 0/17.');
}

export function wholeNumber(from: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) >= from) return Number(text);
    throw new InvalidArgumentError(`It takes a whole number, ${from} or more.`);
  };
}

/** More than nothing, at most all of it. */
export function share(text: string): number {
  const number = Number(text);
  if (/^[\d.]+$/.test(text) && number > 0 && number <= 1) return number;
  throw new InvalidArgumentError('It takes a share above 0, up to 1, for instance 0.33.');
}
