import { isJsonObject } from '../../../lib/domain/json.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIMESTAMP = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)`;

/** Wildcards that stand for a value of a kind. */
const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  '*any*': () => true,
  '*string*': (value) => typeof value === 'string' && value !== '',
  '*int*': Number.isInteger,
  '*bool*': (value) => typeof value === 'boolean',
  '*array*': Array.isArray,
  '*object*': isJsonObject,
};

/**
 * Where a value differs from what is wanted, wildcards allowed.
 *
 * @param unordered pointers of arrays whose order does not count
 */
export function differences(
  wanted: unknown,
  value: unknown,
  unordered: readonly string[] = [],
  at = '',
): readonly string[] {
  if (typeof wanted === 'string') {
    return matchesText(wanted, value) ? [] : [difference(at, wanted, value)];
  }
  if (Array.isArray(wanted)) return differencesOfArrays(wanted, value, unordered, at);
  if (isJsonObject(wanted)) return differencesOfObjects(wanted, value, unordered, at);
  return Object.is(wanted, value) ? [] : [difference(at, wanted, value)];
}

export function matchesText(wanted: string, value: unknown): boolean {
  const kind = kinds[wanted];
  if (kind) return kind(value);
  if (!/\*(?:uuid|timestamp)\*/.test(wanted)) return wanted === value;
  const pattern = wanted
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll(String.raw`\*uuid\*`, UUID)
    .replaceAll(String.raw`\*timestamp\*`, TIMESTAMP);
  return typeof value === 'string' && new RegExp(`^${pattern}$`, 'i').test(value);
}

function differencesOfArrays(
  wanted: readonly unknown[],
  value: unknown,
  unordered: readonly string[],
  at: string,
): readonly string[] {
  if (!Array.isArray(value) || value.length !== wanted.length) {
    return [difference(at, wanted, value)];
  }
  if (!unordered.includes(at)) {
    return wanted.flatMap((one, n) => differences(one, value[n], unordered, `${at}/${n}`));
  }
  const left: unknown[] = [...value];
  return wanted.flatMap((one) => {
    const found = left.findIndex(
      (other) => differences(one, other, unordered, `${at}/-`).length === 0,
    );
    if (found < 0) return [difference(at, one, left)];
    left.splice(found, 1);
    return [];
  });
}

function differencesOfObjects(
  wanted: Readonly<Record<string, unknown>>,
  value: unknown,
  unordered: readonly string[],
  at: string,
): readonly string[] {
  if (!isJsonObject(value)) return [difference(at, wanted, value)];
  const names = new Set([...Object.keys(wanted), ...Object.keys(value)]);
  return [...names].flatMap((name) => {
    const both = Object.hasOwn(wanted, name) && Object.hasOwn(value, name);
    if (!both) return [difference(`${at}/${name}`, wanted[name], value[name])];
    return differences(wanted[name], value[name], unordered, `${at}/${name}`);
  });
}

function difference(at: string, wanted: unknown, value: unknown): string {
  return `${at || '/'}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(value)}`;
}
