import { brokerList, type Environment, text } from './environment.ts';

export type PublisherConfig = {
  readonly brokers: readonly string[];
  readonly registryTable: string;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function publisherConfig(env: Environment): PublisherConfig {
  return Object.freeze({ brokers: brokerList(env), registryTable: text(env, 'REGISTRY_TABLE') });
}
