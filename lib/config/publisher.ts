import { type AmqpConfig, amqpConfig } from './amqp.ts';
import { brokerList, type Environment, text } from './environment.ts';

export type PublisherConfig = {
  readonly brokers: readonly string[];
  /** Undefined: the deployment has no AMQP 1.0 messaging network. */
  readonly amqp: AmqpConfig | undefined;
  readonly registryTable: string;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function publisherConfig(env: Environment): PublisherConfig {
  return Object.freeze({
    brokers: brokerList(env),
    amqp: amqpConfig(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
  });
}
