import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../../domain/errors.ts';

/** @throws {ServiceError} `CREDENTIALS_MISSING`, `CREDENTIALS_REJECTED` */
export type Access = (authorization: string | undefined) => void;

/**
 * HTTP Basic authentication of the one administrator.
 *
 * @param administrator `user:password`; undefined closes the API to everybody.
 * @see RFC 7617
 */
export function basicAccess(administrator: string | undefined): Access {
  const expected = administrator === undefined ? undefined : digest(administrator);
  return (authorization) => {
    if (authorization === undefined) {
      throw new ServiceError('CREDENTIALS_MISSING', 'authentication is required');
    }
    const presented = digest(readCredentials(authorization));
    if (!expected || !timingSafeEqual(presented, expected)) {
      throw new ServiceError('CREDENTIALS_REJECTED', 'the credentials are not accepted');
    }
  };
}

/** Texts of any length become comparable in constant time; the key keeps a digest from being looked up. */
function digest(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}

const KEY = randomBytes(32);

/** @returns what no administrator is called for another scheme. */
function readCredentials(authorization: string): string {
  const [, encoded = ''] = /^Basic +(\S+)$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8');
}
