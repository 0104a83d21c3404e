import { ConfigurationError, type Environment } from './environment.ts';

const ADDRESS =
  /^(?:file:.+|[A-Za-z0-9/_+=.@-]{1,512}|arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+)$/;

/**
 * What is no address may be the secret itself, so it is not repeated.
 *
 * @returns undefined when the variable is not set
 * @throws {ConfigurationError}
 */
export function secretAddress(env: Environment, name: string): string | undefined {
  const address = env[name];
  if (!address) return undefined;
  if (ADDRESS.test(address)) return address;
  throw new ConfigurationError(
    `${name} takes the name or the ARN of a secret in Secrets Manager, or file: and a path`,
  );
}
