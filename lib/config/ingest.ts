import { brokerList, type Environment, oneOf, text, wholeNumber } from './environment.ts';

export type IngestConfig = {
  readonly brokers: readonly string[];
  readonly kafkaClient: 'kafkajs' | 'platformatic';
  readonly registryTable: string;
  /** Whether devices have to prove who they are; if not, their address says it. */
  readonly authenticationRequired: boolean;
  /** Bytes. */
  readonly maxPayloadSize: number;
  /** Milliseconds that an answer of the registry, and a password that was right, are believed. */
  readonly cacheMaxAgeMs: number;
  /** Answers of each kind that are remembered. */
  readonly cacheMaxEntries: number;
  /** Answers that are held at the same time for devices that wait. */
  readonly maxHeldAnswers: number;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function ingestConfig(env: Environment): IngestConfig {
  return Object.freeze({
    brokers: brokerList(env),
    kafkaClient: oneOf(env, 'KAFKA_CLIENT', ['kafkajs', 'platformatic']),
    registryTable: text(env, 'REGISTRY_TABLE'),
    authenticationRequired: oneOf(env, 'AUTHENTICATION_REQUIRED', ['true', 'false']) === 'true',
    maxPayloadSize: wholeNumber(env, 'MAX_PAYLOAD_SIZE', 2048, { from: 0, to: 4_500_000 }),
    cacheMaxAgeMs: 1000 * wholeNumber(env, 'CACHE_MAX_AGE', 60, { from: 0, to: 3600 }),
    cacheMaxEntries: wholeNumber(env, 'CACHE_MAX_ENTRIES', 10_000, { from: 1, to: 1_000_000 }),
    maxHeldAnswers: wholeNumber(env, 'MAX_HELD_ANSWERS', 16, { from: 0, to: 10_000 }),
  });
}
