import { ServiceError } from '../../domain/errors.ts';
import { grantOf, type IamGrant } from '../../domain/iam-grant.ts';
import type { Principal } from '../../domain/principal.ts';

/**
 * Whom API Gateway has found to have signed the request.
 *
 * @returns who is meant by an ARN; it throws `NOT_AUTHORIZED`
 * @see AWS, "Control access to HTTP APIs with IAM authorization in API Gateway"
 */
export function iamAccess(grants: readonly IamGrant[]) {
  return (arn: string): Principal => {
    const grant = grantOf(arn, grants);
    if (grant) return { name: arn, scheme: 'iam', ...grant };
    throw new ServiceError('NOT_AUTHORIZED', 'this IAM identity may not use the management API');
  };
}
