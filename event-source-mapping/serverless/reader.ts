export type Properties = Readonly<Record<string, unknown>>;

/** The members of an object; none when it is something else. */
export function propertiesOf(value: unknown): Properties {
  return isProperties(value) ? value : {};
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((part, name) => propertiesOf(part)[name], value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
