import { type IamGrant, isArnPattern } from '../domain/iam-grant.ts';
import { parseGrant } from '../domain/grant.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { ManagementUser } from '../domain/management-user.ts';
import { ConfigurationError, type Environment, text } from './environment.ts';

/** Which bearer tokens count. */
export type TokenConfig = {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's JSON Web Key Set is, or the set itself. */
  readonly keys: URL | JsonObject;
};

const BCRYPT = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;
const USER =
  'it takes {"name", "password": a bcrypt hash of cost 4 to 14, "role": "admin"} or the same with "role": "operator" and "tenants": […]';

const IAM_PRINCIPAL =
  'it takes {"arn": an ARN of iam or sts with its account, "role": "admin"} or the same with "role": "operator" and "tenants": […]';

/** The users of `MANAGEMENT_USERS`. @throws {ConfigurationError} without repeating what it holds */
export function managementUsers(env: Environment): readonly ManagementUser[] {
  const value = env['MANAGEMENT_USERS'];
  if (!value) return [];
  const listed = parseJson(value);
  if (!Array.isArray(listed)) throw wrong('MANAGEMENT_USERS', 'it takes a JSON array of users');
  const users = listed.map(toUser);
  if (new Set(users.map(({ name }) => name)).size < users.length) {
    throw wrong('MANAGEMENT_USERS', 'the names of its users must differ');
  }
  return users;
}

/** The identities of `MANAGEMENT_IAM_PRINCIPALS`. @throws {ConfigurationError} */
export function managementIamPrincipals(env: Environment): readonly IamGrant[] {
  const value = env['MANAGEMENT_IAM_PRINCIPALS'];
  if (!value) return [];
  const listed = parseJson(value);
  if (Array.isArray(listed)) return listed.map(toIamGrant);
  throw wrong('MANAGEMENT_IAM_PRINCIPALS', 'it takes a JSON array of identities');
}

/** The tokens of `MANAGEMENT_TOKEN_ISSUER` and its like; undefined when none counts. @throws {ConfigurationError} */
export function managementTokens(env: Environment): TokenConfig | undefined {
  if (!env['MANAGEMENT_TOKEN_ISSUER']) return undefined;
  return {
    issuer: text(env, 'MANAGEMENT_TOKEN_ISSUER'),
    audience: text(env, 'MANAGEMENT_TOKEN_AUDIENCE'),
    keys: tokenKeys(text(env, 'MANAGEMENT_TOKEN_KEYS')),
  };
}

function toUser(value: unknown, index: number): ManagementUser {
  if (isJsonObject(value)) {
    const { name, password, role, tenants } = value;
    const grant = parseGrant(role, tenants);
    const isName = typeof name === 'string' && /^[^:]+$/.test(name);
    if (isName && typeof password === 'string' && BCRYPT.test(password) && grant) {
      return { name, passwordHash: password, grant };
    }
  }
  throw wrong('MANAGEMENT_USERS', `user ${index + 1} is not understood; ${USER}`);
}

function toIamGrant(value: unknown, index: number): IamGrant {
  const { arn, role, tenants } = isJsonObject(value) ? value : {};
  const grant = parseGrant(role, tenants);
  if (typeof arn === 'string' && isArnPattern(arn) && grant) return { arn, grant };
  throw wrong(
    'MANAGEMENT_IAM_PRINCIPALS',
    `identity ${index + 1} is not understood; ${IAM_PRINCIPAL}`,
  );
}

function tokenKeys(value: string): TokenConfig['keys'] {
  if (URL.canParse(value)) {
    const url = new URL(value);
    if (url.protocol === 'https:' || ['127.0.0.1', 'localhost'].includes(url.hostname)) return url;
  }
  const keys = parseJson(value);
  if (isJsonObject(keys) && Array.isArray(keys['keys'])) return keys;
  throw wrong('MANAGEMENT_TOKEN_KEYS', 'it takes an https URL or a JSON Web Key Set');
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function wrong(name: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${name}: ${problem}`);
}
