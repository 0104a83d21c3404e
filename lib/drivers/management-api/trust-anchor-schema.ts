import * as v from 'valibot';
import { decodeBase64 } from '../../domain/base64.ts';
import { isPublicKey, readCertificate } from '../../domain/certificate.ts';
import { normaliseDistinguishedName } from '../../domain/distinguished-name.ts';
import { isIdentityTemplate, PLACEHOLDERS } from '../../domain/identity-template.ts';
import { MAX_SUBJECT_BYTES, type RequestedTrustAnchor } from '../../registry/tenant-document.ts';
import { base64, flag, members, present, text, timestamp } from './schema.ts';

const template = v.pipe(
  text,
  v.check(
    isIdentityTemplate,
    `must hold at least one placeholder, and only ${PLACEHOLDERS.join(', ')}`,
  ),
);

const NO_CERTIFICATE = 'must be Base64 of an X.509 certificate, DER or PEM';

/** Base64 of a certificate; see `readCertificate`. */
export const certificate = v.pipe(
  text,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const bytes = decodeBase64(dataset.value);
    const read = bytes && readCertificate(bytes);
    if (read) return read;
    addIssue({ message: NO_CERTIFICATE });
    return NEVER;
  }),
);

const subject = v.pipe(
  text,
  v.maxBytes(MAX_SUBJECT_BYTES, `must have at most ${MAX_SUBJECT_BYTES} bytes`),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const normalised = normaliseDistinguishedName(dataset.value);
    if (normalised !== undefined) return normalised;
    addIssue({ message: 'must be a distinguished name (RFC 2253)' });
    return NEVER;
  }),
);

const requested = members({
  id: v.nullish(text),
  cert: v.optional(certificate),
  'subject-dn': v.optional(subject),
  'subject-dn-bytes': v.nullish(base64),
  'public-key': v.optional(base64),
  algorithm: v.nullish(text),
  'not-before': v.optional(timestamp),
  'not-after': v.optional(timestamp),
  'auth-id-template': v.optional(template),
  'auto-provisioning-enabled': v.nullish(flag, false),
  'auto-provision-as-gateway': v.nullish(flag, false),
  'auto-provisioning-device-id-template': v.optional(template),
  'ocsp-revocation-enabled': v.nullish(flag),
  'ocsp-responder-uri': v.nullish(text),
  'ocsp-responder-cert': v.nullish(base64),
  'ocsp-nonce-enabled': v.nullish(flag),
});
type Requested = v.InferOutput<typeof requested>;

const INCOMPLETE = 'must hold either cert, or subject-dn, public-key, not-before and not-after';

export const trustAnchor = v.pipe(
  requested,
  v.transform(expandCertificate),
  v.check(
    (anchor) => !anchor['ocsp-revocation-enabled'] || Boolean(anchor['ocsp-responder-cert']),
    'needs cert or ocsp-responder-cert when ocsp-revocation-enabled is true',
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const anchor = toTrustAnchor(dataset.value);
    if (anchor) return anchor;
    addIssue({ message: INCOMPLETE });
    return NEVER;
  }),
  v.check(
    ({ 'public-key': key, algorithm = 'RSA' }) =>
      isPublicKey(Buffer.from(key, 'base64'), algorithm),
    'public-key must be the DER encoding of a key of the algorithm (RSA unless given)',
  ),
);

type Expanded = Omit<Requested, 'cert'> & { readonly cert?: string };

/** A certificate wins over what is sent beside it, and is the one to check OCSP answers with unless another is named. */
function expandCertificate({ cert, ...anchor }: Requested): Expanded {
  if (!cert) return anchor;
  return {
    ...anchor,
    cert: cert.encoded.toString('base64'),
    'subject-dn': cert.subject,
    'subject-dn-bytes': cert.subjectBytes.toString('base64'),
    'public-key': cert.publicKey.toString('base64'),
    algorithm: cert.algorithm,
    'not-before': cert.notBefore,
    'not-after': cert.notAfter,
    ...(anchor['ocsp-revocation-enabled'] && {
      'ocsp-responder-cert': anchor['ocsp-responder-cert'] ?? cert.encoded.toString('base64'),
    }),
  };
}

function toTrustAnchor(anchor: Expanded): RequestedTrustAnchor | undefined {
  const {
    'subject-dn': subjectDn,
    'public-key': publicKey,
    'not-before': notBefore,
    'not-after': notAfter,
    ...others
  } = anchor;
  if (!subjectDn || !publicKey || !notBefore || !notAfter) return undefined;
  return {
    ...present({
      ...others,
      'ocsp-revocation-enabled': others['ocsp-revocation-enabled'] || undefined,
      'ocsp-nonce-enabled': others['ocsp-nonce-enabled'] || undefined,
    }),
    'subject-dn': subjectDn,
    'public-key': publicKey,
    'not-before': notBefore,
    'not-after': notAfter,
  };
}
