import {
  brokerList,
  ConfigurationError,
  type Environment,
  text,
  wholeNumber,
} from './environment.ts';

export type IngestConfig = {
  readonly brokers: readonly string[];
  readonly registryTable: string;
  /** Bytes. */
  readonly maxPayloadSize: number;
  /** Milliseconds that an answer of the registry, and a password that was right, are believed. */
  readonly cacheMaxAgeMs: number;
  /** Answers of each kind that are remembered. */
  readonly cacheMaxEntries: number;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function ingestConfig(env: Environment): IngestConfig {
  requireAuthentication(env);
  return Object.freeze({
    brokers: brokerList(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
    maxPayloadSize: wholeNumber(env, 'MAX_PAYLOAD_SIZE', 2048, { from: 0, to: 4_500_000 }),
    cacheMaxAgeMs: 1000 * wholeNumber(env, 'CACHE_MAX_AGE', 60, { from: 0, to: 3600 }),
    cacheMaxEntries: wholeNumber(env, 'CACHE_MAX_ENTRIES', 10_000, { from: 1, to: 1_000_000 }),
  });
}

/** An adapter that lets anybody in is not built yet; who asks for one must not believe to have it. */
function requireAuthentication(env: Environment): void {
  const value = env['AUTHENTICATION_REQUIRED'] || 'true';
  if (value === 'true') return;
  throw new ConfigurationError(
    `AUTHENTICATION_REQUIRED is ${JSON.stringify(value)}; so far it takes 'true' only`,
  );
}
