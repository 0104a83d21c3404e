import { StartFailure } from '../start-failure.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** One place of a configuration, which says where it is when it does not hold what is expected. */
export type Reader = {
  readonly value: unknown;
  readonly path: string;
  readonly at: (key: string) => Reader;
  /** @throws {StartFailure} naming the key; so do all that follow. */
  readonly text: () => string;
  /** @param fallback for a number that is absent */
  readonly number: (fallback?: number) => number;
  readonly list: () => Reader[];
  readonly properties: () => Properties;
  /** The members of an object, or none when it is absent. */
  readonly entries: () => [string, Reader][];
  readonly fail: (expected: string) => never;
};

export function reader(value: unknown, path: string): Reader {
  const fail = (expected: string): never => {
    throw new StartFailure(
      `${path} must be ${expected}, not ${JSON.stringify(value) ?? 'absent'}: correct it in serverless.yml or in a file that it includes.`,
    );
  };
  const properties = (): Properties => (isProperties(value) ? value : fail('an object'));
  return {
    value,
    path,
    at: (key) => reader(isProperties(value) ? value[key] : undefined, `${path}.${key}`),
    text: () => (typeof value === 'string' ? value : fail('text')),
    number: (fallback) => {
      const given = value ?? fallback;
      return typeof given === 'number' ? given : fail('a number');
    },
    list: () => {
      if (!Array.isArray(value)) return fail('a list');
      return value.map((item, index) => reader(item, `${path}[${index}]`));
    },
    properties,
    entries: () => {
      if (value === undefined || value === null) return [];
      return Object.entries(properties()).map(([key, member]) => [
        key,
        reader(member, `${path}.${key}`),
      ]);
    },
    fail,
  };
}

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
