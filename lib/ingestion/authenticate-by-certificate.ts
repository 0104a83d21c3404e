import { type Certificate, readCertificate } from '../domain/certificate.ts';
import { usableSecrets } from '../domain/credentials.ts';
import type { TraceContext } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import {
  authIdOf,
  hasIssued,
  isCurrent,
  type TrustAnchor,
  type TrustStore,
} from '../domain/trust-anchor.ts';
import type { Authentication } from './authenticate.ts';
import type { DeviceRegistry, FoundCredentials } from './device-registry.ts';
import type { ClientCertificate } from './upload.ts';
import { findWritten } from './find-written.ts';
import { badCredentials, requireEnabled, type Uploader } from './uploader.ts';

type CertificateAuthentication = Pick<Authentication, 'registry' | 'provisioning' | 'now'>;

/**
 * The tenant is the one that trusts the issuer. The certificate is checked before the tenant's state, as in Hono. A
 * device that nobody has registered is, if the authority that has issued its certificate says so.
 *
 * @throws {ServiceError} `CREDENTIALS_REJECTED`, `TENANT_NOT_FOUND`, `INVALID_REQUEST`, `TENANT_DISABLED`,
 * `ADAPTER_DISABLED`, `REGISTRY_UNAVAILABLE`, and what `DeviceProvisioning.provisionCertified` throws
 * @see Hono, HTTP adapter, "Device Authentication", "Client Certificate"
 */
export async function authenticateByCertificate(
  { pem, requestedHost }: ClientCertificate,
  trace: TraceContext,
  { registry, provisioning, now }: CertificateAuthentication,
): Promise<Uploader> {
  const certificate = readCertificate(Buffer.from(pem));
  if (!certificate) throw rejected('client certificate cannot be read');
  const { subject } = certificate;
  const trustStore = await findTrustStore(certificate, requestedHost, registry);
  const anchor = requireIssued(certificate, trustStore, now());
  const authId = requireAuthId(certificate, anchor);
  const find = () => registry.findCredentials(trustStore.tenant, X509, authId);
  const { tenant, credentials: known } = await find();
  if (!tenant) throw unknownTenant();
  requireEnabled(tenant);
  const introduce = async () => {
    if (!anchor.autoProvisioning) return undefined;
    const certified = { subject, authId, autoProvisioning: anchor.autoProvisioning };
    await provisioning.provisionCertified(tenant.id, certified, trace);
    return (await findWritten(find, isKnown)).credentials;
  };
  const credentials = known ?? (await introduce());
  if (!credentials || usableSecrets(credentials, now()).length === 0) throw badCredentials();
  return { tenant, device: credentials.device };
}

const X509 = 'x509-cert';

function isKnown({ credentials }: FoundCredentials<typeof X509>): boolean {
  return credentials !== undefined;
}

/** By the issuer; then by the first label of the host name that the device asked for. */
async function findTrustStore(
  { issuer }: Certificate,
  requestedHost: string,
  registry: DeviceRegistry,
): Promise<TrustStore> {
  const ofIssuer = await registry.findTrustStoreOfIssuer(issuer);
  if (ofIssuer) return ofIssuer;
  const dot = requestedHost.indexOf('.');
  if (dot < 0) {
    throw new ServiceError('INVALID_REQUEST', 'could not determine tenant ID from SNI extension');
  }
  const ofTenant = await registry.findTrustStoreOfTenant(requestedHost.slice(0, dot));
  if (!ofTenant) throw unknownTenant();
  return ofTenant;
}

function requireIssued(
  certificate: Certificate,
  { trustAnchors }: TrustStore,
  nowMs: number,
): TrustAnchor {
  const current = trustAnchors.filter((anchor) => isCurrent(anchor, nowMs));
  if (current.length === 0) throw rejected('no valid trust anchors defined for tenant');
  const issuer = current.find((anchor) => hasIssued(anchor, certificate));
  if (issuer && isCurrent(validityOf(certificate), nowMs)) return issuer;
  throw rejected('validation of device certificate failed');
}

function requireAuthId(certificate: Certificate, anchor: TrustAnchor): string {
  const authId = authIdOf(certificate, anchor);
  if (authId === undefined) throw rejected('malformed credentials');
  return authId;
}

function validityOf({ notBefore, notAfter }: Certificate) {
  return { notBeforeMs: Date.parse(notBefore), notAfterMs: Date.parse(notAfter) };
}

function rejected(message: string): ServiceError {
  return new ServiceError('CREDENTIALS_REJECTED', message);
}

function unknownTenant(): ServiceError {
  return new ServiceError('TENANT_NOT_FOUND', 'tenant is disabled or not registered');
}
