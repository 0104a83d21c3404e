/** A setting that a mapping cannot have. */
export class InvalidSetting extends Error {
  override readonly name = 'InvalidSetting';
  /** The member's path, such as `ProvisionedPollerConfig.MaximumPollers`. */
  readonly member: string;

  constructor(member: string, problem: string) {
    super(`${member} ${problem}`);
    this.member = member;
  }
}

type Range = { readonly minimum: number; readonly maximum: number };

/** Reads the members of an untrusted object by type, and remembers which were asked for; an absent or null one is undefined. */
export type Members = {
  /** Whether there is such a member; it is not read with that. */
  readonly has: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly texts: (name: string) => readonly string[] | undefined;
  readonly list: (name: string) => readonly unknown[] | undefined;
  readonly boolean: (name: string) => boolean | undefined;
  readonly number: (name: string) => number | undefined;
  readonly integer: (name: string, range: Range) => number | undefined;
  readonly oneOf: <T extends string>(name: string, choices: readonly T[]) => T | undefined;
  readonly within: (name: string) => Members | undefined;
  /** @throws {InvalidSetting} for a member that was not read and is not tolerated. */
  readonly refuseOthers: (
    tolerated: readonly string[],
    reasons: Readonly<Record<string, string>>,
  ) => void;
};

/** @throws {InvalidSetting} when it is not an object; so do the readers, for a member of another type. */
export function members(untrusted: unknown, path: string): Members {
  if (typeof untrusted !== 'object' || untrusted === null || Array.isArray(untrusted)) {
    throw new InvalidSetting(path || 'the settings', 'must be an object');
  }
  const given = untrusted as Record<string, unknown>;
  const known = new Set<string>();

  function read<T>(name: string, isRight: (value: unknown) => value is T, allowed: string) {
    known.add(name);
    const value = given[name];
    if (value === undefined || value === null) return undefined;
    if (!isRight(value)) throw new InvalidSetting(pathOf(name), `must be ${allowed}`);
    return value;
  }

  function pathOf(name: string): string {
    return path === '' ? name : `${path}.${name}`;
  }

  return {
    has: (name) => given[name] !== undefined && given[name] !== null,
    text: (name) => read(name, isText, 'a text'),
    texts: (name) => read(name, areTexts, 'a list of texts'),
    list: (name) => read(name, isList, 'a list'),
    boolean: (name) => read(name, isBoolean, 'true or false'),
    number: (name) => read(name, isNumber, 'a number'),
    oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
      const isChoice = (value: unknown): value is T => choices.some((choice) => choice === value);
      return read(name, isChoice, `one of ${choices.join(', ')}`);
    },
    integer(name, { minimum, maximum }) {
      const isWithin = (value: unknown): value is number =>
        isNumber(value) && Number.isInteger(value) && value >= minimum && value <= maximum;
      return read(name, isWithin, `a whole number, ${minimum} to ${maximum}`);
    },
    within(name) {
      known.add(name);
      return given[name] === undefined ? undefined : members(given[name], pathOf(name));
    },
    refuseOthers(tolerated, reasons) {
      const other = Object.keys(given).find(
        (name) => !known.has(name) && !tolerated.includes(name),
      );
      if (other !== undefined) {
        throw new InvalidSetting(
          pathOf(other),
          reasons[other] ?? 'is not a member of a Kafka event source mapping',
        );
      }
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

export function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Present<T>;
}
