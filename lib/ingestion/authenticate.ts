import { parseAuthorization } from '../domain/authorization.ts';
import { authenticateByCertificate } from './authenticate-by-certificate.ts';
import { authenticateByPassword } from './authenticate-by-password.ts';
import { authenticateByToken } from './authenticate-by-token.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { SecretCheck } from './secret-check.ts';
import type { SignatureCheck } from './signature-check.ts';
import type { Upload } from './upload.ts';
import type { Uploader } from './uploader.ts';

export type Authentication = {
  readonly registry: DeviceRegistry;
  readonly secretCheck: SecretCheck;
  readonly signatureCheck: SignatureCheck;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/**
 * A device that presents a certificate is known by it, whatever else it presents; otherwise by the Authorization header.
 *
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `MALFORMED_AUTHORIZATION`, `CREDENTIALS_REJECTED`, `TENANT_DISABLED`,
 * `ADAPTER_DISABLED`, `TENANT_NOT_FOUND`, `INVALID_REQUEST`, `TOO_MANY_PASSWORD_CHECKS`, `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "Device Authentication"
 */
export async function authenticate(
  { clientCertificate, authorization, target }: Upload,
  authentication: Authentication,
): Promise<Uploader> {
  if (clientCertificate) return authenticateByCertificate(clientCertificate, authentication);
  const presented = parseAuthorization(authorization);
  return presented.scheme === 'bearer'
    ? authenticateByToken(presented.token, target, authentication)
    : authenticateByPassword(presented.credentials, authentication);
}
