import { type Environment, text } from './environment.ts';

export type RegistryConfig = {
  readonly registryTable: string;
  /** `user:password`; without one the management API is closed. */
  readonly administrator: string | undefined;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function registryConfig(env: Environment): RegistryConfig {
  return Object.freeze({
    registryTable: text(env, 'REGISTRY_TABLE'),
    administrator: env['TIDEGATE_ADMIN'] || undefined,
  });
}
