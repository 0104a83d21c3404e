import { type AmqpConfig, amqpConfig } from './amqp.ts';
import type { Quota } from '../domain/quota.ts';
import type { UploadLimits } from '../ingestion/upload-limits.ts';
import {
  ConfigurationError,
  type Environment,
  oneOf,
  rate,
  text,
  wholeNumber,
} from './environment.ts';
import { type KafkaConfig, kafkaConfig } from './kafka.ts';

export type IngestConfig = {
  readonly kafka: KafkaConfig;
  readonly kafkaClient: 'kafkajs' | 'platformatic';
  /** Undefined: the deployment has no AMQP 1.0 messaging network. */
  readonly amqp: AmqpConfig | undefined;
  readonly registryTable: string;
  /** Whether devices have to prove who they are; if not, their address says it. */
  readonly authenticationRequired: boolean;
  readonly limits: UploadLimits;
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
    kafka: kafkaConfig(env),
    kafkaClient: oneOf(env, 'KAFKA_CLIENT', ['kafkajs', 'platformatic']),
    amqp: amqpConfig(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
    authenticationRequired: oneOf(env, 'AUTHENTICATION_REQUIRED', ['true', 'false']) === 'true',
    limits: uploadLimits(env),
    cacheMaxAgeMs: 1000 * wholeNumber(env, 'CACHE_MAX_AGE', 60, { from: 0, to: 3600 }),
    cacheMaxEntries: cacheMaxEntries(env),
    maxHeldAnswers: wholeNumber(env, 'MAX_HELD_ANSWERS', 16, { from: 0, to: 10_000 }),
  });
}

function uploadLimits(env: Environment): UploadLimits {
  return Object.freeze({
    payload: payloadLimits(env),
    rates: {
      device: rate(env, 'DEVICE_MESSAGE_RATE'),
      tenant: rate(env, 'TENANT_MESSAGE_RATE'),
    },
    guesses: {
      authId: guessesAMinute(env, 'MAX_GUESSES_PER_AUTH_ID', 20),
      address: guessesAMinute(env, 'MAX_GUESSES_PER_ADDRESS', 1000),
    },
    maxEntries: cacheMaxEntries(env),
  });
}

function payloadLimits(env: Environment): UploadLimits['payload'] {
  const range = { from: 0, to: 4_500_000 };
  const byDefault = wholeNumber(env, 'MAX_PAYLOAD_SIZE', 2048, range);
  const most = wholeNumber(env, 'MAX_TENANT_PAYLOAD_SIZE', byDefault, range);
  if (most >= byDefault) return { byDefault, most };
  throw new ConfigurationError(
    `MAX_TENANT_PAYLOAD_SIZE is ${most}; it takes at least MAX_PAYLOAD_SIZE, which is ${byDefault}`,
  );
}

/** 0 is no limit. */
function guessesAMinute(env: Environment, name: string, fallback: number): Quota | undefined {
  const limit = wholeNumber(env, name, fallback, { from: 0, to: 1_000_000 });
  return limit === 0 ? undefined : { limit, windowSeconds: 60 };
}

function cacheMaxEntries(env: Environment): number {
  return wholeNumber(env, 'CACHE_MAX_ENTRIES', 10_000, { from: 1, to: 1_000_000 });
}
