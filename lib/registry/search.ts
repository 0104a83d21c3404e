import { ServiceError } from '../domain/errors.ts';
import { isJsonObject } from '../domain/json.ts';
import type { Page } from './registry-store.ts';

export type Search = {
  readonly filters: readonly Filter[];
  readonly sortBy: readonly SortCriterion[];
  readonly pageSize: number;
  /** Index of the page, from 0. */
  readonly pageOffset: number;
};

export type Filter = { readonly field: JsonPointer; readonly matches: (value: unknown) => boolean };
export type SortCriterion = { readonly field: JsonPointer; readonly descending: boolean };
/** The members that lead to a value, outermost first. @see RFC 6901 */
export type JsonPointer = readonly string[];

export type SearchResult<Item> = {
  /** All that match, on whichever page. */
  readonly total: number;
  readonly result: readonly Item[];
};

/** A search looks at every item, so there is an end to it; a cursor has none. */
export const MAX_ITEMS_READ = 10_000;

type List<Item> = (limit: number, after?: string) => Promise<Page<Item>>;

/** @throws {ServiceError} `SEARCH_TOO_WIDE` */
export async function searchAll<Item>(
  list: List<Item>,
  toSearchable: (item: Item) => unknown,
  search: Search,
): Promise<SearchResult<Item>> {
  return select(await readAll(list), toSearchable, search);
}

/** @throws {ServiceError} `SEARCH_TOO_WIDE` */
export async function readAll<Item>(list: List<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: string | undefined;
  do {
    const page = await list(1000, after);
    all.push(...page.items);
    after = page.next;
    if (all.length > MAX_ITEMS_READ) throw searchTooWide();
  } while (after !== undefined);
  return all;
}

export function select<Item>(
  items: readonly Item[],
  toSearchable: (item: Item) => unknown,
  { filters, sortBy, pageSize, pageOffset }: Search,
): SearchResult<Item> {
  const hits = items
    .map((item) => ({ item, searchable: toSearchable(item) }))
    .filter(({ searchable }) =>
      filters.every(({ field, matches }) => matches(valueAt(searchable, field))),
    )
    .toSorted((a, b) => compareBy(sortBy, a.searchable, b.searchable));
  const start = pageSize * pageOffset;
  return {
    total: hits.length,
    result: hits.slice(start, start + pageSize).map(({ item }) => item),
  };
}

/** Equality; in a text, `*` stands for any characters and `?` for exactly one. */
export function toMatcher(wanted: string | number | boolean): (value: unknown) => boolean {
  if (typeof wanted !== 'string' || !/[*?]/.test(wanted)) return (value) => value === wanted;
  return (value) => typeof value === 'string' && matchesWildcards(value, wanted);
}

/** Takes at most length times length steps, where a regular expression made of the pattern could take for ever. */
function matchesWildcards(text: string, pattern: string): boolean {
  let [at, inPattern, star, resumeAt] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      [star, resumeAt] = [inPattern++, at];
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) {
      [at, inPattern] = [at + 1, inPattern + 1];
    } else if (star >= 0) {
      [at, inPattern] = [++resumeAt, star + 1];
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(inPattern));
}

function valueAt(document: unknown, field: JsonPointer): unknown {
  let value = document;
  for (const member of field) {
    if (Array.isArray(value)) value = value[Number(member)];
    else if (isJsonObject(value) && Object.hasOwn(value, member)) value = value[member];
    else return undefined;
  }
  return value;
}

function compareBy(criteria: readonly SortCriterion[], a: unknown, b: unknown): number {
  for (const { field, descending } of criteria) {
    const order = compareValues(valueAt(a, field), valueAt(b, field));
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** What is absent comes first, then numbers, texts and booleans. */
function compareValues(a: unknown, b: unknown): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (!isScalar(a) || !isScalar(b) || a === b) return 0;
  return a < b ? -1 : 1;
}

function rankOf(value: unknown): number {
  return ['number', 'string', 'boolean'].indexOf(typeof value);
}

function isScalar(value: unknown): value is number | string | boolean {
  return rankOf(value) >= 0;
}

function searchTooWide(): ServiceError {
  return new ServiceError(
    'SEARCH_TOO_WIDE',
    `a search looks at up to ${MAX_ITEMS_READ} entries; walk through more with "?cursor=", then with the cursor of each answer`,
  );
}
