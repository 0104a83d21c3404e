import { createPublicKey, X509Certificate } from 'node:crypto';
import { type Certificate, criticalExtensionsOf } from './certificate.ts';
import { fillIdentityTemplate } from './identity-template.ts';
import type { TenantId } from './identifiers.ts';

/** A certificate authority that vouches for a tenant's devices. @see Hono, Tenant API, "Trusted Certificate Authority Format" */
export type TrustAnchor = {
  /** RFC 2253. */
  readonly subject: string;
  /** Base64 of a SubjectPublicKeyInfo in DER. */
  readonly publicKey: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly authIdTemplate?: string;
  /** Absent: a device that nobody has registered is refused. */
  readonly autoProvisioning?: AutoProvisioning;
};

/** How a device is registered that presents a certificate of the authority for the first time. */
export type AutoProvisioning = {
  /** May itself register devices that it brings along. */
  readonly asGateway: boolean;
  /** Absent: the registry chooses the device's identifier. */
  readonly deviceIdTemplate?: string;
};

/** What a certificate that was found right says of a device that nobody has registered. */
export type CertifiedDevice = {
  /** RFC 2253. */
  readonly subject: string;
  readonly authId: string;
  readonly autoProvisioning: AutoProvisioning;
};

/** Those of a digest that is not known to collide, as API Gateway asks for. */
const SIGNATURES = new Set([
  '1.2.840.113549.1.1.10', // RSASSA-PSS
  '1.2.840.113549.1.1.11', // SHA-256 with RSA
  '1.2.840.113549.1.1.12', // SHA-384 with RSA
  '1.2.840.113549.1.1.13', // SHA-512 with RSA
  '1.2.840.10045.4.3.2', // ECDSA with SHA-256
  '1.2.840.10045.4.3.3', // ECDSA with SHA-384
  '1.2.840.10045.4.3.4', // ECDSA with SHA-512
  '1.3.101.112', // Ed25519
  '1.3.101.113', // Ed448
]);

/** What these say does not matter here; a certificate that is critical about anything else must not be relied on. */
const UNDERSTOOD_EXTENSIONS = new Set([
  '2.5.29.15', // key usage
  '2.5.29.17', // subject alternative name
  '2.5.29.19', // basic constraints
  '2.5.29.32', // certificate policies
  '2.5.29.37', // extended key usage
]);

/** Whom a tenant trusts to issue certificates. */
export type TrustStore = {
  readonly tenant: TenantId;
  readonly trustAnchors: readonly TrustAnchor[];
};

export function isCurrent(
  { notBeforeMs, notAfterMs }: Pick<TrustAnchor, 'notBeforeMs' | 'notAfterMs'>,
  nowMs: number,
): boolean {
  return notBeforeMs <= nowMs && nowMs <= notAfterMs;
}

/**
 * Whether the anchor has signed the certificate itself; what an intermediate authority signed needs that one as an anchor.
 *
 * @see RFC 5280, section 6.1.3
 */
export function hasIssued({ subject, publicKey }: TrustAnchor, certificate: Certificate): boolean {
  return (
    certificate.issuer === subject &&
    criticalExtensionsOf(certificate).every((oid) => UNDERSTOOD_EXTENSIONS.has(oid)) &&
    isSignedWith(publicKey, new X509Certificate(certificate.encoded))
  );
}

/** A key of another kind than the signature is no error, but somebody else's. */
function isSignedWith(publicKey: string, certificate: X509Certificate): boolean {
  if (!SIGNATURES.has(certificate.signatureAlgorithmOid ?? '')) return false;
  const der = Buffer.from(publicKey, 'base64');
  try {
    return certificate.verify(createPublicKey({ key: der, type: 'spki', format: 'der' }));
  } catch {
    return false;
  }
}

/** @returns undefined when the subject lacks what the template needs */
export function authIdOf(
  { subject }: Certificate,
  { authIdTemplate }: TrustAnchor,
): string | undefined {
  return authIdTemplate === undefined ? subject : fillIdentityTemplate(authIdTemplate, subject);
}
