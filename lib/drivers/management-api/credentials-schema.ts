import * as v from 'valibot';
import { normaliseDistinguishedName } from '../../domain/distinguished-name.ts';
import { isJsonObject } from '../../domain/json.ts';
import {
  HASHED_PASSWORD,
  MAX_AUTH_ID_BYTES,
  PRE_SHARED_KEY,
  RAW_PUBLIC_KEY,
  type RequestedCredential,
  X509_CERTIFICATE,
} from '../../registry/credentials-document.ts';
import { flag, list, members, parse, present, properties, text } from './schema.ts';
import {
  genericSecret,
  passwordSecret,
  preSharedKeySecret,
  rawPublicKeySecret,
  x509Secret,
} from './secret-schemas.ts';
import { certificate } from './trust-anchor-schema.ts';

/** @throws {ServiceError} `INVALID_REQUEST` */
export function parseCredentials(body: unknown): readonly RequestedCredential[] {
  return parse(credentials, body);
}

/** Part of a key of the store. */
const MAX_TYPE_LENGTH = 128;

const type = v.pipe(
  text,
  v.regex(/^[a-z0-9-]+$/, "must consist of a to z, 0 to 9 and '-'"),
  v.maxLength(MAX_TYPE_LENGTH, `must have at most ${MAX_TYPE_LENGTH} characters`),
);

const authId = v.pipe(
  text,
  v.nonEmpty('must not be empty'),
  v.maxBytes(MAX_AUTH_ID_BYTES, `must have at most ${MAX_AUTH_ID_BYTES} bytes`),
);

/** @see Hono, `CredentialsConstants.PATTERN_AUTH_ID_VALUE` */
const userName = v.pipe(
  authId,
  v.regex(/^[a-zA-Z0-9\-_=.]+$/, "must consist of letters, digits, '-', '_', '=' and '.'"),
);

const head = { type, enabled: v.nullish(flag), comment: v.nullish(text), ext: properties };

function secretsOf<const Secret extends v.GenericSchema>(secret: Secret) {
  return v.pipe(list(secret), v.minLength(1, 'must not be empty'));
}

const passwords = v.pipe(
  members({ ...head, 'auth-id': userName, secrets: secretsOf(passwordSecret) }),
  v.transform(present),
);

const preSharedKeys = v.pipe(
  members({ ...head, 'auth-id': authId, secrets: secretsOf(preSharedKeySecret) }),
  v.transform(present),
);

const rawPublicKeys = v.pipe(
  members({ ...head, 'auth-id': authId, secrets: secretsOf(rawPublicKeySecret) }),
  v.transform(present),
);

const custom = v.pipe(
  members({ ...head, 'auth-id': authId, secrets: secretsOf(genericSecret) }),
  v.transform(present),
);

/** The auth-id is the subject; one that is no distinguished name is kept as it is. */
const x509Subject = v.pipe(
  members({
    ...head,
    'auth-id': authId,
    secrets: v.pipe(secretsOf(x509Secret), v.maxLength(1, 'must hold exactly one secret')),
  }),
  v.transform(({ 'auth-id': subject, ...others }) =>
    present({ ...others, 'auth-id': normaliseDistinguishedName(subject) ?? subject }),
  ),
);

/** A certificate wins over what is sent beside it. */
const x509Certificate = v.pipe(
  members({
    ...head,
    cert: certificate,
    'auth-id': v.optional(v.unknown()),
    secrets: v.optional(v.unknown()),
  }),
  v.transform(({ cert, ...others }) => ({
    ...present(others),
    'auth-id': cert.subject,
    issuer: cert.issuer,
    secrets: [{ 'not-before': cert.notBefore, 'not-after': cert.notAfter, material: {} }],
  })),
);

/** What may be in a credential depends on its type, and on whether it is a certificate. */
export const credential = v.lazy((input): v.GenericSchema<unknown, RequestedCredential> => {
  const given = isJsonObject(input) ? input : {};
  switch (given['type']) {
    case HASHED_PASSWORD:
      return passwords;
    case PRE_SHARED_KEY:
      return preSharedKeys;
    case RAW_PUBLIC_KEY:
      return rawPublicKeys;
    case X509_CERTIFICATE:
      return 'cert' in given ? x509Certificate : x509Subject;
    default:
      return custom;
  }
});

const credentials = list(credential);
