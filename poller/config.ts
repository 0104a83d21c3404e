import {
  ConfigurationError,
  type Environment,
  oneOf,
  wholeNumber,
} from '../lib/config/environment.ts';
import { type KafkaConfig, kafkaConfig } from '../lib/config/kafka.ts';

export type PollerConfig = {
  readonly kafka: KafkaConfig;
  /** Folder with `serverless.yml`, or a file with what `osls print --format json` says of it. */
  readonly service: string;
  readonly invoke: 'process' | 'lambda';
  readonly consumerGroup: string;
  readonly redelivery: 'items' | 'rewind';
  /** Batches that are with the consumer at the same time. */
  readonly concurrency: number;
  readonly readAheadBytes: number;
  readonly registryEveryMs: number;
  readonly stopGraceMs: number;
  readonly logLevel: LogLevel;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
};

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const BYTES_PER_MB = 1024 * 1024;
const CONSUMER_GROUP = /^[a-zA-Z0-9._@/-]{1,200}$/;

/** @throws {ConfigurationError} naming the variable and what it takes */
export function pollerConfig(env: Environment): PollerConfig {
  return Object.freeze({
    kafka: kafkaConfig(env),
    service: env['POLLER_SERVICE'] || '.',
    invoke: oneOf(env, 'POLLER_INVOKE', ['process', 'lambda']),
    consumerGroup: consumerGroup(env['POLLER_CONSUMER_GROUP'] || 'tidegate-poller'),
    redelivery: oneOf(env, 'POLLER_REDELIVERY', ['items', 'rewind']),
    concurrency: wholeNumber(env, 'POLLER_CONCURRENCY', 4, { from: 1, to: 1000 }),
    readAheadBytes:
      wholeNumber(env, 'POLLER_READ_AHEAD', 64, { from: 1, to: 65_536 }) * BYTES_PER_MB,
    registryEveryMs: wholeNumber(env, 'POLLER_REGISTRY_SECONDS', 30, { from: 1, to: 3600 }) * 1000,
    stopGraceMs: wholeNumber(env, 'POLLER_STOP_SECONDS', 20, { from: 0, to: 3600 }) * 1000,
    logLevel: oneOf(env, 'LOG_LEVEL', ['info', 'debug', 'warn', 'error']),
    host: env['POLLER_HOST'] || '127.0.0.1',
    port: wholeNumber(env, 'POLLER_PORT', 8089, { from: 0, to: 65_535 }),
  });
}

function consumerGroup(value: string): string {
  if (CONSUMER_GROUP.test(value)) return value;
  throw new ConfigurationError(
    `POLLER_CONSUMER_GROUP is ${JSON.stringify(value)}; it takes 1 to 200 letters, digits and . _ @ / -`,
  );
}
