/** A value of JSON that has no members: what an operator is applied to. */
export type Leaf = string | number | boolean | null;

/** @param leaf undefined where the message has no such field. */
export type Test = (leaf: Leaf | undefined) => boolean;

type Compare = (one: number, other: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

/** Makes the test of an operator from its operand. @throws {TypeError} saying what the operand must be. */
const OPERATORS: Readonly<Record<string, (operand: unknown) => Test>> = {
  prefix: (operand) => {
    const start = text(operand);
    return (leaf) => typeof leaf === 'string' && leaf.startsWith(start);
  },
  suffix: (operand) => {
    const end = text(operand);
    return (leaf) => typeof leaf === 'string' && leaf.endsWith(end);
  },
  'equals-ignore-case': (operand) => {
    const wanted = text(operand).toLowerCase();
    return (leaf) => typeof leaf === 'string' && leaf.toLowerCase() === wanted;
  },
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw new TypeError('must be true or false');
    return (leaf) => (leaf !== undefined) === operand;
  },
  'anything-but': (operand) => {
    const unwanted: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    if (unwanted.length === 0 || !unwanted.every(isTextOrNumber)) {
      throw new TypeError('must be a text, a number, or a list of them');
    }
    return (leaf) => leaf !== undefined && !unwanted.includes(leaf);
  },
  numeric: (operand) => {
    const bounds = comparisons(operand);
    return (leaf) => typeof leaf === 'number' && bounds.every((isWithin) => isWithin(leaf));
  },
};

/**
 * The test of one entry of a pattern's list: a literal, or an object with one operator.
 *
 * @throws {TypeError} saying what is wrong and what is allowed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html, filter rule syntax
 */
export function toTest(entry: unknown): Test {
  if (isLeaf(entry)) return (leaf) => leaf === entry;
  const operators = Object.entries(entry ?? {});
  const [[name, operand] = []] = operators;
  const make = name === undefined || operators.length > 1 ? undefined : OPERATORS[name];
  if (name === undefined || make === undefined) throw new TypeError(notAnOperator(entry));
  try {
    return make(operand);
  } catch (cause) {
    throw new TypeError(`${name} ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

export function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function notAnOperator(entry: unknown): string {
  const allowed = Object.keys(OPERATORS).join(', ');
  return `${JSON.stringify(entry)} is neither a value nor an object with one of ${allowed}`;
}

function comparisons(operand: unknown): readonly ((leaf: number) => boolean)[] {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const pairs = Array.from({ length: parts.length / 2 }, (_, at) =>
    parts.slice(at * 2, at * 2 + 2),
  );
  const bounds = pairs.flatMap(([sign, bound]) => {
    const compare = COMPARISONS[String(sign)];
    if (compare === undefined || typeof bound !== 'number') return [];
    return [(leaf: number) => compare(leaf, bound)];
  });
  if (parts.length % 2 !== 0 || bounds.length === 0 || bounds.length !== pairs.length) {
    const signs = Object.keys(COMPARISONS).join(' ');
    throw new TypeError(`must be a list of comparison and number in turn, with one of ${signs}`);
  }
  return bounds;
}

function text(operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw new TypeError('must be a text');
}

function isTextOrNumber(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
