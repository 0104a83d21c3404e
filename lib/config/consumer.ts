import type { OutcomesToLog } from '../consumption/log-outcomes.ts';
import { type ConsumerSink, consumerSink } from './consumer-sink.ts';
import { type Environment, oneOf, text, wholeNumber } from './environment.ts';
import { type KafkaConfig, kafkaConfig } from './kafka.ts';

export type ConsumerConfig = {
  readonly kafka: KafkaConfig;
  readonly stateTable: string;
  readonly registryTable: string;
  /** Milliseconds that what the registry says of a tenant's limits is believed. */
  readonly cacheMaxAgeMs: number;
  /** Whether the event source mapping takes batch item failures; if not, any failure repeats the whole batch. */
  readonly takesPartialFailures: boolean;
  /** A record is given up after so many attempts, and not before so many milliseconds since the first. */
  readonly retryBound: { readonly attempts: number; readonly ageMs: number };
  /** Records handled at the same time in one invocation. */
  readonly maxConcurrency: number;
  /** Milliseconds before the function's time-out in which no record is begun. */
  readonly reserveMs: number;
  readonly outcomesToLog: OutcomesToLog;
  readonly sink: ConsumerSink;
  /** Bytes; of larger payloads the state keeps the size alone. */
  readonly maxStatePayloadBytes: number;
  readonly stateRetentionSeconds: number;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function consumerConfig(env: Environment): ConsumerConfig {
  return Object.freeze({
    kafka: kafkaConfig(env),
    stateTable: text(env, 'STATE_TABLE'),
    registryTable: text(env, 'REGISTRY_TABLE'),
    cacheMaxAgeMs: 1000 * wholeNumber(env, 'CACHE_MAX_AGE', 60, { from: 0, to: 3600 }),
    takesPartialFailures: oneOf(env, 'PARTIAL_BATCH_FAILURES', ['false', 'true']) === 'true',
    retryBound: Object.freeze({
      attempts: wholeNumber(env, 'RETRY_ATTEMPTS', 5, { from: 1, to: 10_000 }),
      ageMs: 1000 * wholeNumber(env, 'RETRY_SECONDS', 60, { from: 0, to: 604_800 }),
    }),
    maxConcurrency: wholeNumber(env, 'CONSUMER_CONCURRENCY', 16, { from: 1, to: 1000 }),
    reserveMs: wholeNumber(env, 'CONSUMER_RESERVE_MS', 4000, { from: 100, to: 60_000 }),
    outcomesToLog: oneOf(env, 'CONSUMER_LOG', ['each', 'failures']),
    sink: consumerSink(env),
    maxStatePayloadBytes: wholeNumber(env, 'STATE_PAYLOAD_SIZE', 1024, { from: 0, to: 100_000 }),
    stateRetentionSeconds:
      SECONDS_A_DAY * wholeNumber(env, 'STATE_RETENTION_DAYS', 30, { from: 1, to: 3650 }),
  });
}

const SECONDS_A_DAY = 86_400;
