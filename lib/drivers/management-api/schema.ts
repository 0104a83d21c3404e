import * as v from 'valibot';
import { ServiceError } from '../../domain/errors.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { decodeBase64 } from '../../domain/base64.ts';
import { normaliseTimestamp } from '../../domain/timestamp.ts';

/** The messages name what a member may be and never repeat what was sent: it could be a secret. */
export const text = v.string('must be a text');
export const flag = v.boolean('must be true or false');

const MAX_INTEGER = 2_147_483_647;

export function integer(min: number, max = MAX_INTEGER) {
  const message = `must be an integer from ${min} to ${max}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** -1 means unlimited. */
export const limit = integer(-1);
export const longLimit = integer(-1, Number.MAX_SAFE_INTEGER);

export const object = v.custom<JsonObject>(isJsonObject, 'must be an object');

/** An object without members is as good as none. */
export const properties = v.pipe(
  v.nullish(object),
  v.transform((value) => (value && Object.keys(value).length > 0 ? value : undefined)),
);

export const timestamp = v.pipe(
  text,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const normalised = normaliseTimestamp(dataset.value);
    if (normalised !== undefined) return normalised;
    addIssue({ message: 'must be an ISO 8601 instant with an offset, as 2026-01-31T12:00:00Z' });
    return NEVER;
  }),
);

export const base64 = v.pipe(
  text,
  v.check((value) => decodeBase64(value) !== undefined, 'must be Base64'),
);

/** valibot takes an array for an object. */
const isNoArray = v.check((value: unknown) => !Array.isArray(value), 'must be an object');

/** An object with members of any name; one without members is as good as none. */
export function byName<const Value extends v.GenericSchema<string, string>>(value: Value) {
  return v.pipe(
    v.nullish(v.pipe(v.any(), isNoArray, v.record(text, value, 'must be an object'))),
    v.transform((all) => (all && Object.keys(all).length > 0 ? all : undefined)),
  );
}

/** An object with these members and no other. */
export function members<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.any(),
    isNoArray,
    v.strictObject(entries, (issue) => {
      if (issue.expected === 'never') return 'is not a member that is known here';
      return issue.received === 'undefined' ? 'must be given' : 'must be an object';
    }),
  );
}

/** An object with these members and any other. */
export function openMembers<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.any(), isNoArray, v.looseObject(entries, 'must be an object'));
}

export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be an array');
}

/** @throws {ServiceError} `INVALID_REQUEST`, naming the member and what it may be */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const { issues, success, output } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const member = v.getDotPath(issue);
  throw new ServiceError(
    'INVALID_REQUEST',
    `${member === null ? 'the body' : member}: ${issue.message}`,
  );
}

type AbsentKeys<Members> = {
  [Key in keyof Members]: null extends Members[Key]
    ? Key
    : undefined extends Members[Key]
      ? Key
      : never;
}[keyof Members];

type Present<Members> = {
  [Key in Exclude<keyof Members, AbsentKeys<Members>>]: Members[Key];
} & { [Key in AbsentKeys<Members>]?: NonNullable<Members[Key]> };

/** Null means absent, and what is absent is not kept. */
export function present<const Members extends object>(values: Members): Present<Members> {
  const entries = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return Object.fromEntries(entries) as Present<Members>;
}
