import { type BasicCredentials, parseBasicCredentials } from './basic-credentials.ts';
import { ServiceError } from './errors.ts';

/** What a device presents in the Authorization header. */
export type Authorization =
  | { readonly scheme: 'basic'; readonly credentials: BasicCredentials }
  | { readonly scheme: 'bearer'; readonly token: string };

/**
 * @throws {ServiceError} `CREDENTIALS_MISSING` without a header of a scheme that is supported, `MALFORMED_AUTHORIZATION` when
 * it cannot be decoded, `CREDENTIALS_REJECTED` when it names no tenant
 * @see Hono, HTTP adapter, "Device Authentication"
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) throw missingCredentials();
  const space = header.indexOf(' ');
  const presented = header.slice(space + 1);
  if (space < 0 || presented === '') {
    throw new ServiceError('MALFORMED_AUTHORIZATION', 'Bad Request');
  }
  switch (header.slice(0, space).toLowerCase()) {
    case 'basic':
      return { scheme: 'basic', credentials: parseBasicCredentials(presented) };
    case 'bearer':
      return { scheme: 'bearer', token: presented };
    default:
      throw missingCredentials();
  }
}

export function missingCredentials(): ServiceError {
  return new ServiceError('CREDENTIALS_MISSING', 'Unauthorized');
}
