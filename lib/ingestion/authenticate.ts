import { parseAuthorization } from '../domain/authorization.ts';
import { authenticateByCertificate } from './authenticate-by-certificate.ts';
import { authenticateByPassword } from './authenticate-by-password.ts';
import { authenticateByToken } from './authenticate-by-token.ts';
import type { DeviceProvisioning } from './device-provisioning.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { Claim, Guess } from './guess-limit.ts';
import type { SecretCheck } from './secret-check.ts';
import type { SignatureCheck } from './signature-check.ts';
import type { Upload } from './upload.ts';
import type { Uploader } from './uploader.ts';
import type { VerifiedSecrets } from './verified-secrets.ts';

export type Authentication = {
  readonly registry: DeviceRegistry;
  readonly secretCheck: SecretCheck;
  readonly signatureCheck: SignatureCheck;
  readonly verifiedTokens: VerifiedSecrets;
  readonly guessLimit: (claim: Claim) => Guess;
  readonly provisioning: DeviceProvisioning;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

/**
 * A device that presents a certificate is known by it, whatever else it presents; otherwise by the Authorization header.
 *
 * @throws {ServiceError} `CREDENTIALS_MISSING`, `MALFORMED_AUTHORIZATION`, `CREDENTIALS_REJECTED`, `TENANT_DISABLED`,
 * `ADAPTER_DISABLED`, `TENANT_NOT_FOUND`, `INVALID_REQUEST`, `TOO_MANY_GUESSES`, `TOO_MANY_PASSWORD_CHECKS`,
 * `REGISTRY_UNAVAILABLE`
 * @see Hono, HTTP adapter, "Device Authentication"
 */
export async function authenticate(
  upload: Upload,
  authentication: Authentication,
): Promise<Uploader> {
  const { clientCertificate, authorization, sourceIp, trace } = upload;
  if (clientCertificate) return authenticateByCertificate(clientCertificate, trace, authentication);
  const presented = parseAuthorization(authorization);
  return presented.scheme === 'bearer'
    ? authenticateByToken(presented.token, upload, authentication)
    : authenticateByPassword(presented.credentials, sourceIp, authentication);
}
