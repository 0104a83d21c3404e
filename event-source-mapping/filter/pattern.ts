import { type Leaf, type Test, isLeaf, toTest } from './operators.ts';

/** Whether a message, or a part of one, is as a pattern wants it; undefined is a part that does not exist. */
export type Matcher = (part: unknown) => boolean;

const OR = '$or';

/**
 * Reads the pattern of a field: a list of values and operators, of which one has to hold, or an object with a pattern for
 * each field, which all have to hold. `$or` holds when one of its patterns does.
 *
 * @throws {TypeError} saying where in the pattern it goes wrong.
 */
export function toMatcher(pattern: unknown, path: string): Matcher {
  if (Array.isArray(pattern)) return anyOf(pattern, path);
  if (!isObject(pattern)) throw new TypeError(`${path} must be a list or an object`);
  const fields = Object.entries(pattern).map(([name, part]) =>
    name === OR ? alternatives(part, `${path}.${OR}`) : field(name, part, `${path}.${name}`),
  );
  if (fields.length === 0) throw new TypeError(`${path} must not be empty`);
  const hasAll: Matcher = (part) => fields.every((holds) => holds(part));
  return (part) => (Array.isArray(part) ? part.some(hasAll) : hasAll(part));
}

function anyOf(entries: readonly unknown[], path: string): Matcher {
  if (entries.length === 0) throw new TypeError(`${path} must not be empty`);
  const tests = entries.map((entry) => testOf(entry, path));
  return (part) => leavesOf(part).some((leaf) => tests.some((holds) => holds(leaf)));
}

function testOf(entry: unknown, path: string): Test {
  try {
    return toTest(entry);
  } catch (cause) {
    throw new TypeError(`${path}: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

function field(name: string, pattern: unknown, path: string): Matcher {
  const matches = toMatcher(pattern, path);
  return (part) => matches(isObject(part) && Object.hasOwn(part, name) ? part[name] : undefined);
}

function alternatives(patterns: unknown, path: string): Matcher {
  if (!Array.isArray(patterns) || patterns.length === 0) {
    throw new TypeError(`${path} must be a list of patterns`);
  }
  const matchers = patterns.map((pattern, index) => toMatcher(pattern, `${path}[${index}]`));
  return (part) => matchers.some((matches) => matches(part));
}

/** A list counts as each of its values; what has members of its own is no value. */
function leavesOf(part: unknown): readonly (Leaf | undefined)[] {
  const leaves = (Array.isArray(part) ? part : [part]).filter(isLeaf);
  return leaves.length === 0 ? [undefined] : leaves;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
