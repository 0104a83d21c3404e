import type { SourceRecord } from '../event.ts';
import { FILTERS } from '../limits.ts';
import { type Members, InvalidSetting, members } from '../members.ts';
import { type Matcher, isObject, toMatcher } from './pattern.ts';

export type FilterCriteria = { readonly Filters: readonly { readonly Pattern: string }[] };

/** Whether a record is handed to the function; one that is not is processed as far as the mapping is concerned. */
export type RecordFilter = (record: SourceRecord) => boolean;

type Message = { readonly kind: 'text' | 'json'; readonly content: unknown };

/**
 * @throws {InvalidSetting} naming the filter, the place in its pattern, and what is allowed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-filtering.html
 */
export function readFilterCriteria(given: Members): FilterCriteria | undefined {
  const criteria = given.within('FilterCriteria');
  if (criteria === undefined) return undefined;
  const filters = criteria.list('Filters') ?? [];
  criteria.refuseOthers([], {});
  if (filters.length > FILTERS.maximum) {
    throw new InvalidSetting('FilterCriteria.Filters', `may have ${FILTERS.maximum} at most`);
  }
  return { Filters: filters.map(readFilter) };
}

/** A record passes when one of the filters lets it, or when there is none. */
export function toRecordFilter(criteria: FilterCriteria | undefined): RecordFilter {
  const filters = (criteria?.Filters ?? []).map(({ Pattern }, index) => toFilter(Pattern, index));
  if (filters.length === 0) return () => true;
  return ({ value }) => {
    const message = value === null ? undefined : toMessage(value);
    return message === undefined || filters.some((lets) => lets(message));
  };
}

function readFilter(filter: unknown, index: number) {
  const path = `FilterCriteria.Filters[${index}]`;
  const one = members(filter, path);
  const Pattern = one.text('Pattern');
  one.refuseOthers([], {});
  if (Pattern === undefined) throw new InvalidSetting(`${path}.Pattern`, 'is required');
  if (Pattern.length > FILTERS.maximumPatternLength) {
    throw new InvalidSetting(
      `${path}.Pattern`,
      `may have ${FILTERS.maximumPatternLength} characters at most`,
    );
  }
  toFilter(Pattern, index);
  return { Pattern };
}

/** A filter for messages of the other format than its pattern's decides nothing, and lets them pass. */
function toFilter(Pattern: string, index: number): (message: Message) => boolean {
  const path = `FilterCriteria.Filters[${index}].Pattern`;
  const wanted = readPattern(Pattern, path);
  const kind = Array.isArray(wanted) ? 'text' : 'json';
  const matches = compile(wanted, path);
  return (message) => message.kind !== kind || matches(message.content);
}

function readPattern(Pattern: string, path: string): unknown {
  const pattern = parseJson(Pattern);
  if (!isObject(pattern)) throw new InvalidSetting(path, 'must be an object, as JSON');
  const other = Object.keys(pattern).find((name) => name !== 'value');
  if (other !== undefined || pattern['value'] === undefined) {
    throw new InvalidSetting(path, `must have the member value alone, not ${other ?? 'none'}`);
  }
  return pattern['value'];
}

function compile(wanted: unknown, path: string): Matcher {
  try {
    return toMatcher(wanted, 'value');
  } catch (cause) {
    throw new InvalidSetting(path, `is wrong: ${cause instanceof Error ? cause.message : ''}`);
  }
}

/** @returns undefined for what is not UTF-8, which no filter looks at. */
function toMessage(value: Uint8Array): Message | undefined {
  const content = decodeUtf8(value);
  if (content === undefined) return undefined;
  const json = /^\s*[[{]/.test(content) ? parseJson(content) : undefined;
  return json === undefined ? { kind: 'text', content } : { kind: 'json', content: json };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
