import { ServiceError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import type { TokenCheck } from '../../registry/access-checks.ts';
import { basicAccess, type BasicAccessOptions, rejected } from './basic-access.ts';

/**
 * Who a request comes from.
 *
 * @param authorization the header
 * @throws {ServiceError} `CREDENTIALS_MISSING`, and what `TokenCheck` throws
 */
export type Access = (authorization: string | undefined) => Promise<Principal>;

export type AccessOptions = BasicAccessOptions & {
  /** Without one no token is accepted. */
  readonly checkToken?: TokenCheck | undefined;
};

/**
 * Closed to everybody who is not named.
 *
 * @see RFC 7617, RFC 6750
 */
export function managementAccess({ checkToken = rejectToken, ...basic }: AccessOptions): Access {
  const checkBasic = basicAccess(basic);
  return async (authorization) => {
    if (authorization === undefined) {
      throw new ServiceError('CREDENTIALS_MISSING', 'authentication is required');
    }
    const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
    switch (scheme.toLowerCase()) {
      case 'basic':
        return checkBasic(credentials);
      case 'bearer':
        return checkToken(credentials);
      default:
        throw rejected();
    }
  };
}

async function rejectToken(): Promise<never> {
  throw rejected();
}
