import { type AmqpConfig, amqpConfig } from './amqp.ts';
import { type Environment, text } from './environment.ts';
import { type KafkaConfig, kafkaConfig } from './kafka.ts';

export type PublisherConfig = {
  readonly kafka: KafkaConfig;
  /** Undefined: the deployment has no AMQP 1.0 messaging network. */
  readonly amqp: AmqpConfig | undefined;
  readonly registryTable: string;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function publisherConfig(env: Environment): PublisherConfig {
  return Object.freeze({
    kafka: kafkaConfig(env),
    amqp: amqpConfig(env),
    registryTable: text(env, 'REGISTRY_TABLE'),
  });
}
