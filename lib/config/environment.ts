import type { Quota } from '../domain/quota.ts';

/** The environment says something that the product does not understand. The function does not start. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The broker addresses of `KAFKA_BROKERS`. @throws {ConfigurationError} */
export function brokerList(env: Environment): readonly string[] {
  const brokers = text(env, 'KAFKA_BROKERS').split(',');
  const wrong = brokers.find((broker) => !/^[^\s:,]+:\d{1,5}$/.test(broker));
  if (wrong === undefined) return brokers;
  throw new ConfigurationError(
    `KAFKA_BROKERS holds ${JSON.stringify(wrong)}; it takes host:port, several separated by commas`,
  );
}

/** @throws {ConfigurationError} */
export function text(env: Environment, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new ConfigurationError(`${name} is not set`);
}

/** @throws {ConfigurationError} */
export function wholeNumber(
  env: Environment,
  name: string,
  fallback: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const value = env[name];
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= from && number <= to) return number;
  throw new ConfigurationError(
    `${name} is ${JSON.stringify(value)}; it takes a whole number from ${from} to ${to}`,
  );
}

/**
 * `messages/seconds`: so many in so many seconds.
 *
 * @returns undefined when nothing is set
 * @throws {ConfigurationError}
 */
export function rate(env: Environment, name: string): Quota | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  const [limit, windowSeconds, ...rest] = value.split('/').map(toCount);
  if (limit && windowSeconds && rest.length === 0) return { limit, windowSeconds };
  throw new ConfigurationError(
    `${name} is ${JSON.stringify(value)}; it takes messages/seconds, as 600/60, each from 1 to 1000000`,
  );
}

function toCount(digits: string): number | undefined {
  const number = Number(digits);
  return /^\d+$/.test(digits) && number >= 1 && number <= 1_000_000 ? number : undefined;
}

/** The first of the choices is what counts when nothing is set. @throws {ConfigurationError} */
export function oneOf<Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = env[name] || choices[0];
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw new ConfigurationError(
    `${name} is ${JSON.stringify(value)}; it takes ${choices.join(' or ')}`,
  );
}
