import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DER_TAG, type DerElement, readDer, readObjectIdentifier } from './der.ts';
import { distinguishedNameOf } from './distinguished-name.ts';
import { toTimestamp } from './timestamp.ts';

export type Certificate = {
  /** DER. */
  readonly encoded: Buffer;
  /** RFC 2253. */
  readonly subject: string;
  readonly subjectBytes: Buffer;
  /** RFC 2253. */
  readonly issuer: string;
  readonly publicKey: Buffer;
  readonly algorithm: string;
  readonly notBefore: string;
  readonly notAfter: string;
};

const NO_BYTES = Buffer.alloc(0);

/** Names of key algorithms as Java writes them. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSASSA-PSS',
  ec: 'EC',
  dsa: 'DSA',
  ed25519: 'EdDSA',
  ed448: 'EdDSA',
};

/**
 * @param bytes DER, or PEM text.
 * @returns undefined for bytes that are no X.509 certificate.
 */
export function readCertificate(bytes: Buffer): Certificate | undefined {
  try {
    const certificate = new X509Certificate(bytes);
    const { issuer, subject } = namesOf(certificate.raw);
    return {
      encoded: certificate.raw,
      subject: distinguishedNameOf(subject),
      subjectBytes: subject,
      issuer: distinguishedNameOf(issuer),
      publicKey: certificate.publicKey.export({ type: 'spki', format: 'der' }),
      algorithm: algorithmOf(certificate.publicKey),
      notBefore: toTimestamp(Date.parse(certificate.validFrom)),
      notAfter: toTimestamp(Date.parse(certificate.validTo)),
    };
  } catch {
    return undefined;
  }
}

/** @param algorithm as Java names it, in any case. */
export function isPublicKey(der: Buffer, algorithm: string): boolean {
  try {
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
    return algorithmOf(key).toUpperCase() === algorithm.toUpperCase();
  } catch {
    return false;
  }
}

function algorithmOf({ asymmetricKeyType: type }: KeyObject): string {
  return (type && ALGORITHMS[type]) ?? 'unknown';
}

/** @returns object identifiers. @see RFC 5280, section 4.2 */
export function criticalExtensionsOf({ encoded }: Certificate): readonly string[] {
  const explicit = fieldsOf(encoded).find(({ tag }) => tag === DER_TAG.explicitExtensions);
  const [extensions] = explicit ? readDer(explicit.content) : [];
  return readDer(extensions?.content ?? NO_BYTES)
    .map(({ content }) => readDer(content))
    .filter(([, critical]) => critical?.tag === DER_TAG.boolean && critical.content[0] !== 0)
    .map(([oid]) => readObjectIdentifier(oid?.content ?? NO_BYTES));
}

function namesOf(der: Buffer): { readonly issuer: Buffer; readonly subject: Buffer } {
  const fields = fieldsOf(der);
  const first = fields[0]?.tag === DER_TAG.explicitVersion ? 1 : 0;
  const [issuer, subject] = [fields[first + 2], fields[first + 4]];
  if (!issuer || !subject) throw new RangeError('not a certificate');
  return { issuer: issuer.encoding, subject: subject.encoding };
}

/** @see RFC 5280, section 4.1: version, serial number, algorithm, issuer, validity, subject, … */
function fieldsOf(der: Buffer): readonly DerElement[] {
  const [certificate] = readDer(der);
  const [toBeSigned] = readDer(certificate?.content ?? der);
  return readDer(toBeSigned?.content ?? der);
}
