/**
 * JSON, and what mongoexport makes of values that JSON does not know.
 *
 * @returns undefined for text that is none; its words are not repeated, because they may be secret.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, text.includes('"$') ? unwrapped : undefined);
  } catch {
    return undefined;
  }
}

/** @see MongoDB, "MongoDB Extended JSON (v2)" */
const UNWRAPPERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  $numberInt: Number,
  $numberLong: Number,
  $numberDouble: Number,
  $oid: String,
  $date: (value) => (typeof value === 'number' ? new Date(value).toISOString() : value),
  $binary: (value) => (isObject(value) ? value['base64'] : value),
};

function unwrapped(_name: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const [entry, ...others] = Object.entries(value);
  const unwrap = entry && others.length === 0 ? UNWRAPPERS[entry[0]] : undefined;
  return unwrap && entry ? unwrap(entry[1]) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
