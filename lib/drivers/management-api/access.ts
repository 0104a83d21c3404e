import { ServiceError } from '../../domain/errors.ts';
import type { IamGrant } from '../../domain/iam-grant.ts';
import type { Principal } from '../../domain/principal.ts';
import type { TokenCheck } from '../../registry/access-checks.ts';
import { basicAccess, type BasicAccessOptions, rejected } from './basic-access.ts';
import { iamAccess } from './iam-access.ts';

/**
 * Who a request comes from.
 *
 * @param authorization the header
 * @param iamArn whom API Gateway has found to have signed the request; it never comes from a header
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `NOT_AUTHORIZED`, and what `TokenCheck` throws
 */
export type Access = (authorization: string | undefined, iamArn?: string) => Promise<Principal>;

export type AccessOptions = BasicAccessOptions & {
  /** Without one no token is accepted. */
  readonly checkToken?: TokenCheck | undefined;
  /** Without any no IAM identity is accepted. */
  readonly iamPrincipals?: readonly IamGrant[];
};

/**
 * Closed to everybody who is not named.
 *
 * @see RFC 7617, RFC 6750
 */
export function managementAccess({
  checkToken = rejectToken,
  iamPrincipals = [],
  ...basic
}: AccessOptions): Access {
  const checkBasic = basicAccess(basic);
  const checkIam = iamAccess(iamPrincipals);
  return async (authorization, iamArn) => {
    // Its Authorization header is the signature, which API Gateway has checked.
    if (iamArn !== undefined) return checkIam(iamArn);
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
