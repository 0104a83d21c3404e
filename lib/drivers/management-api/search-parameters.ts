import * as v from 'valibot';
import { ServiceError } from '../../domain/errors.ts';
import { type JsonPointer, type Search, toMatcher } from '../../registry/search.ts';
import { members, parse, text } from './schema.ts';

/** @see Hono, Device Registry Management API, `searchDevicesForTenant` */
export type SearchParameters = Search & {
  readonly isGateway: boolean | undefined;
  /** Where to go on; an empty one starts. Absent from a search as Hono knows it. */
  readonly cursor: string | undefined;
};

const DEFAULT_PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 200;
const MAX_INTEGER = 2_147_483_647;

/** @throws {ServiceError} `INVALID_REQUEST`; names of parameters may be in any case, unknown ones are ignored */
export function parseSearchParameters(query: URLSearchParams): SearchParameters {
  const all = Map.groupBy(query, ([name]) => name.toLowerCase());
  const valuesOf = (name: string) => (all.get(name.toLowerCase()) ?? []).map(([, value]) => value);
  return {
    pageSize: parseInteger(
      'pageSize',
      valuesOf('pageSize')[0],
      1,
      MAX_PAGE_SIZE,
      DEFAULT_PAGE_SIZE,
    ),
    pageOffset: parseInteger('pageOffset', valuesOf('pageOffset')[0], 0, MAX_INTEGER, 0),
    filters: valuesOf('filterJson').map((value) => parseJson('filterJson', value, filter)),
    sortBy: valuesOf('sortJson').map((value) => parseJson('sortJson', value, sortCriterion)),
    isGateway: parseFlag(valuesOf('isGateway')[0]),
    cursor: valuesOf('cursor')[0],
  };
}

const pointer = v.pipe(
  text,
  v.regex(/^(?:\/[^]*)?$/, 'must be a JSON pointer, as /ext/brand'),
  v.transform(toMembers),
);

const filter = v.pipe(
  members({
    field: pointer,
    value: v.union([v.string(), v.number(), v.boolean()], 'must be a text, a number or a boolean'),
    op: v.optional(v.literal('eq', 'must be "eq"')),
  }),
  v.transform(({ field, value }) => ({ field, matches: toMatcher(value) })),
);

const sortCriterion = v.pipe(
  members({
    field: pointer,
    direction: v.optional(v.picklist(['asc', 'desc'], 'must be "asc" or "desc"'), 'asc'),
  }),
  v.transform(({ field, direction }) => ({ field, descending: direction === 'desc' })),
);

/** @see RFC 6901, section 4 */
function toMembers(pointerText: string): JsonPointer {
  return pointerText
    .split('/')
    .slice(1)
    .map((member) => member.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function parseInteger(
  name: string,
  value: string | undefined,
  min: number,
  max: number,
  absent: number,
): number {
  if (value === undefined) return absent;
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ServiceError('INVALID_REQUEST', `${name}: must be an integer from ${min} to ${max}`);
}

function parseFlag(value: string | undefined): boolean | undefined {
  return value ? value.toLowerCase() === 'true' : undefined;
}

function parseJson<const Schema extends v.GenericSchema>(
  name: string,
  value: string,
  schema: Schema,
): v.InferOutput<Schema> {
  try {
    return parse(schema, JSON.parse(value));
  } catch (cause) {
    const detail = cause instanceof ServiceError ? cause.message : 'must be JSON';
    throw new ServiceError('INVALID_REQUEST', `${name}: ${detail}`, { cause });
  }
}
