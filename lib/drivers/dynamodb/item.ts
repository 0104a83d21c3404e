export type Item = Readonly<Record<string, unknown>>;

/** @throws {TypeError} this driver never wrote such an item */
export function textMember(item: Item, name: string): string {
  const value = item[name];
  if (typeof value === 'string') return value;
  throw new TypeError(`an item of the registry's table has no text ${JSON.stringify(name)}`);
}

/** @throws {TypeError} this driver never wrote such an item */
export function numberMember(item: Item, name: string): number {
  const value = item[name];
  if (typeof value === 'number') return value;
  throw new TypeError(`an item of the registry's table has no number ${JSON.stringify(name)}`);
}

/** Documents are kept as JSON text: a map of the store would bound their depth and round their numbers. */
export function jsonMember(item: Item, name: string): unknown {
  return JSON.parse(textMember(item, name));
}
