import type { IamGrant } from '../domain/iam-grant.ts';
import type { ManagementUser } from '../domain/management-user.ts';
import { type Environment, text, wholeNumber } from './environment.ts';
import {
  managementIamPrincipals,
  managementTokens,
  managementUsers,
  type TokenConfig,
} from './management-access.ts';

/** Without administrator, users, tokens and IAM identities the management API is closed. */
export type RegistryConfig = {
  readonly registryTable: string;
  /** `user:password` */
  readonly administrator: string | undefined;
  readonly users: readonly ManagementUser[];
  readonly tokens: TokenConfig | undefined;
  readonly iamPrincipals: readonly IamGrant[];
  /** Of a request. */
  readonly maxBodyBytes: number;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function registryConfig(env: Environment): RegistryConfig {
  return Object.freeze({
    registryTable: text(env, 'REGISTRY_TABLE'),
    administrator: env['TIDEGATE_ADMIN'] || undefined,
    users: managementUsers(env),
    tokens: managementTokens(env),
    iamPrincipals: managementIamPrincipals(env),
    maxBodyBytes: wholeNumber(env, 'MANAGEMENT_MAX_PAYLOAD_SIZE', 16_000, { from: 1, to: 256_000 }),
  });
}
