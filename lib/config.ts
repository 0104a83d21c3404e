/** The environment says something that the product does not understand. The function does not start. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

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

/** An adapter that lets anybody in is not built yet; who asks for one must not believe to have it. */
function requireAuthentication(env: Environment): void {
  const value = env['AUTHENTICATION_REQUIRED'] || 'true';
  if (value === 'true') return;
  throw new ConfigurationError(
    `AUTHENTICATION_REQUIRED is ${JSON.stringify(value)}; so far it takes 'true' only`,
  );
}
