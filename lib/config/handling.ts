import type { OutcomesToLog } from '../consumption/log-outcomes.ts';
import { type ConsumerSink, consumerSink } from './consumer-sink.ts';
import { type Environment, oneOf, text, wholeNumber } from './environment.ts';

/** What is done with events, whichever messaging network they come from. */
export type HandlingConfig = {
  readonly stateTable: string;
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
export function handlingConfig(env: Environment): HandlingConfig {
  return {
    stateTable: text(env, 'STATE_TABLE'),
    maxConcurrency: wholeNumber(env, 'CONSUMER_CONCURRENCY', 16, { from: 1, to: 1000 }),
    reserveMs: wholeNumber(env, 'CONSUMER_RESERVE_MS', 4000, { from: 100, to: 60_000 }),
    outcomesToLog: oneOf(env, 'CONSUMER_LOG', ['each', 'failures']),
    sink: consumerSink(env),
    maxStatePayloadBytes: wholeNumber(env, 'STATE_PAYLOAD_SIZE', 1024, { from: 0, to: 100_000 }),
    stateRetentionSeconds:
      SECONDS_A_DAY * wholeNumber(env, 'STATE_RETENTION_DAYS', 30, { from: 1, to: 3650 }),
  };
}

const SECONDS_A_DAY = 86_400;
