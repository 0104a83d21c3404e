import { type Environment, oneOf, text, wholeNumber } from './environment.ts';
import { type HandlingConfig, handlingConfig } from './handling.ts';
import { type KafkaConfig, kafkaConfig } from './kafka.ts';

export type ConsumerConfig = HandlingConfig & {
  readonly kafka: KafkaConfig;
  readonly registryTable: string;
  /** Milliseconds that what the registry says of a tenant's limits is believed. */
  readonly cacheMaxAgeMs: number;
  /** Whether the event source mapping takes batch item failures; if not, any failure repeats the whole batch. */
  readonly takesPartialFailures: boolean;
  /** A record is given up after so many attempts, and not before so many milliseconds since the first. */
  readonly retryBound: { readonly attempts: number; readonly ageMs: number };
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function consumerConfig(env: Environment): ConsumerConfig {
  return Object.freeze({
    kafka: kafkaConfig(env),
    ...handlingConfig(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
    cacheMaxAgeMs: 1000 * wholeNumber(env, 'CACHE_MAX_AGE', 60, { from: 0, to: 3600 }),
    takesPartialFailures: oneOf(env, 'PARTIAL_BATCH_FAILURES', ['false', 'true']) === 'true',
    retryBound: Object.freeze({
      attempts: wholeNumber(env, 'RETRY_ATTEMPTS', 5, { from: 1, to: 10_000 }),
      ageMs: 1000 * wholeNumber(env, 'RETRY_SECONDS', 60, { from: 0, to: 604_800 }),
    }),
  });
}
