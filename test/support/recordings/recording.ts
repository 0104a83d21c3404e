import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A scenario as `test/fixtures/registry/README.md` describes it. */
export type Scenario = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly quirk_of?: 'jdbc' | 'hono';
  readonly steps: readonly Step[];
  readonly notifications?: readonly RecordedNotification[];
};

export type Step = {
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  readonly expected?: readonly RecordedResponse[];
  readonly capture?: Readonly<Record<string, string>>;
  readonly unordered?: readonly string[];
  readonly ignore?: readonly string[];
};

export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body_b64?: string;
};

export type RecordedResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
};

export type RecordedNotification = {
  readonly topic: string;
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
};

export function readScenarios(): readonly Scenario[] {
  const file = join(import.meta.dirname, '../../fixtures/registry/recordings.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Scenario);
}

export type Variables = Record<string, string>;

/** Puts values in for the names in every text of a value. */
export function fillIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return fillInText(value, variables);
  if (Array.isArray(value)) return value.map((one) => fillIn(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      fillInText(name, variables),
      fillIn(one, variables),
    ]),
  );
}

export function fillInText(text: string, variables: Variables): string {
  return text.replace(/\$\{([^{}]+)\}/g, (whole, name: string) => {
    if (name.startsWith('pad:')) return 'x'.repeat(Number(name.slice('pad:'.length)));
    return variables[name] ?? whole;
  });
}
