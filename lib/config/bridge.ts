import { type AmqpConfig, amqpConfig } from './amqp.ts';
import { ConfigurationError, type Environment, wholeNumber } from './environment.ts';
import { type HandlingConfig, handlingConfig } from './handling.ts';

export type BridgeConfig = HandlingConfig & {
  /** Where dead letters go. */
  readonly amqp: AmqpConfig;
  readonly retryBound: { readonly attempts: number; readonly ageMs: number };
};

/** Of the mapping: after so many the broker moves a message to its own dead-letter queue, and all of the batch with it. */
const MAPPINGS_REDELIVERIES = 6;

/** @throws {ConfigurationError} naming the variable and what it takes */
export function bridgeConfig(env: Environment): BridgeConfig {
  const amqp = amqpConfig(env);
  if (amqp === undefined) throw new ConfigurationError('AMQP_URL is not set');
  return Object.freeze({
    ...handlingConfig(env),
    amqp,
    retryBound: Object.freeze({
      attempts: wholeNumber(env, 'BRIDGE_ATTEMPTS', 3, { from: 1, to: MAPPINGS_REDELIVERIES }),
      ageMs: 0,
    }),
  });
}
