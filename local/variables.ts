import { StartFailure } from './start-failure.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

const LARGEST_PORT = 65_535;

/** @throws {StartFailure} naming the variable, and what it takes. */
export function parsePort(name: string, variables: Variables, fallback: number): number {
  const text = variables[name] || `${fallback}`;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= LARGEST_PORT) return port;
  throw new StartFailure(
    `${name} is ${quote(text)}: set it to a port, 1 to 65535, or to 0 for a free one.`,
  );
}

/** @throws {StartFailure} naming the variable, and what it takes. */
export function parseCount(name: string, variables: Variables, fallback: number): number {
  const text = variables[name] || `${fallback}`;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new StartFailure(`${name} is ${quote(text)}: set it to a number from 1 to 9999.`);
}

/**
 * The first choice is the default.
 *
 * @throws {StartFailure} naming the variable, and what it takes.
 */
export function parseChoice<Choice extends string>(
  name: string,
  variables: Variables,
  choices: readonly [Choice, Choice],
): Choice {
  const text = variables[name] || choices[0];
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new StartFailure(`${name} is ${quote(text)}: set it to ${choices.join(' or ')}.`);
}

export function quote(text: string): string {
  return JSON.stringify(text);
}
