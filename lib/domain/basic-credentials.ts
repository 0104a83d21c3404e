import { decodeBase64 } from './base64.ts';
import { ServiceError } from './errors.ts';

/** What a device presents with HTTP Basic. */
export type BasicCredentials = {
  readonly tenant: string;
  readonly authId: string;
  readonly password: string;
};

/**
 * The user name is `{auth-id}@{tenant}`, split at the first `@`; either may be empty, and then names nobody. Without a
 * password the user name itself may be the Base64 form of `{auth-id}@{tenant}:{password}`, for devices that cannot send one.
 *
 * @param encoded what follows the scheme
 * @throws {ServiceError} `MALFORMED_AUTHORIZATION` when it cannot be decoded, `CREDENTIALS_REJECTED` when it names no tenant
 * @see Hono, HTTP adapter, "Device Authentication"
 */
export function parseBasicCredentials(encoded: string): BasicCredentials {
  const text = decodeText(encoded);
  if (text === undefined) throw new ServiceError('MALFORMED_AUTHORIZATION', 'Bad Request');
  return parseUserAndPassword(text);
}

function parseUserAndPassword(text: string): BasicCredentials {
  const colon = text.indexOf(':');
  if (colon < 0) throw malformed();
  const user = text.slice(0, colon);
  const password = text.slice(colon + 1);
  if (password !== '') return parseUser(user, password);
  const inner = decodeText(user);
  const innerColon = inner?.indexOf(':') ?? -1;
  if (inner === undefined || innerColon < 0) throw malformed();
  return parseUser(inner.slice(0, innerColon), inner.slice(innerColon + 1));
}

function parseUser(user: string, password: string): BasicCredentials {
  const at = user.indexOf('@');
  if (at < 0) throw malformed();
  return { authId: user.slice(0, at), tenant: user.slice(at + 1), password };
}

function decodeText(encoded: string): string | undefined {
  return decodeBase64(encoded)?.toString('utf8');
}

function malformed(): ServiceError {
  return new ServiceError('CREDENTIALS_REJECTED', 'malformed credentials');
}
