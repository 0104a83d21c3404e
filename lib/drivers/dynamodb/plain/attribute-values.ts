import type { Item } from '../item.ts';
import type { ItemKey } from '../registry-keys.ts';

/** DynamoDB's JSON, as far as items of the registry have it. @see DynamoDB, `AttributeValue` */
export type Attributes = Readonly<Record<string, unknown>>;

export function toKeyAttributes({ pk, sk }: ItemKey): Attributes {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** @throws {TypeError} for a kind of value, or a number, that this reader does not know */
export function parseAttributes(attributes: unknown): Item {
  return Object.fromEntries(
    Object.entries(asObject(attributes)).map(([name, value]) => [name, parseValue(value)]),
  );
}

function parseValue(attribute: unknown): unknown {
  const [[kind, value] = ['nothing', undefined]] = Object.entries(asObject(attribute));
  if (kind === 'S' && typeof value === 'string') return value;
  if (kind === 'N') return parseNumber(value);
  if (kind === 'BOOL' && typeof value === 'boolean') return value;
  if (kind === 'L' && Array.isArray(value)) return value.map(parseValue);
  throw new TypeError(`an attribute of the kind ${kind} is not read here`);
}

/** As the SDK: no digit is lost without a word. */
function parseNumber(text: unknown): number {
  const number = Number(text);
  if (Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  throw new TypeError('a number is not read here that JavaScript would round');
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null)
    return value as Readonly<Record<string, unknown>>;
  throw new TypeError('DynamoDB did not answer as it should');
}
