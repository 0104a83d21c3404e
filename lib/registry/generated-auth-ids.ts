import { ServiceError } from '../domain/errors.ts';
import { fillIdentityTemplate } from '../domain/identity-template.ts';
import type { RequestedCredential } from './credentials-document.ts';
import type { TenantDocument } from './tenant-document.ts';

/**
 * A certificate is known by its subject, unless the authority that issued it has a template for auth-ids.
 *
 * @see Hono, Device Registry Management API, `auth-id-template`
 * @throws {ServiceError} `INVALID_REQUEST`: the subject lacks what the template needs
 */
export function withGeneratedAuthIds(
  tenant: TenantDocument,
  requested: readonly RequestedCredential[],
): readonly RequestedCredential[] {
  return requested.map(({ issuer, ...credential }) => {
    const authority = tenant['trusted-ca']?.find((one) => one['subject-dn'] === issuer);
    const template = authority?.['auth-id-template'];
    if (template === undefined) return credential;
    return { ...credential, 'auth-id': generatedAuthId(template, credential['auth-id']) };
  });
}

function generatedAuthId(template: string, subject: string): string {
  const authId = fillIdentityTemplate(template, subject);
  if (authId !== undefined) return authId;
  throw new ServiceError(
    'INVALID_REQUEST',
    `cert: its subject lacks what the authority's auth-id-template ${JSON.stringify(template)} needs`,
  );
}
