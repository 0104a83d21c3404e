import {
  anything,
  base64,
  flag,
  instant,
  list,
  object,
  orNull,
  ref,
  type Schema,
  strict,
  text,
} from './json-schema.ts';

const TYPES = { password: 'hashed-password', psk: 'psk', rpk: 'rpk', x509: 'x509-cert' };

const type = { type: 'string', pattern: '^[a-z0-9-]+$', maxLength: 128 };
const authId: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 1024,
  description: 'At most 1024 bytes in UTF-8.',
};
const userName: Schema = { ...authId, pattern: '^[a-zA-Z0-9\\-_=.]+$' };

const secretHead = {
  id: {
    ...orNull(text),
    description:
      'Of a secret that is kept: what is not sent stays as it is. Unknown ones are refused.',
  },
  enabled: orNull(flag),
  'not-before': orNull(instant),
  'not-after': orNull(instant),
  comment: orNull(text),
};

const secrets = {
  PasswordSecretRequest: {
    ...strict({
      ...secretHead,
      'pwd-plain': { ...orNull(text), maxLength: 72, description: 'At most 72 bytes in UTF-8.' },
      'pwd-hash': orNull(text),
      'hash-function': orNull(text),
      salt: orNull(text),
    }),
    description:
      'Either pwd-plain; or pwd-hash and hash-function: bcrypt ($2a$, cost at most 10), sha-256 or sha-512 (Base64, as is the salt); or the id of a secret that is kept.',
  },
  PreSharedKeySecretRequest: strict({ ...secretHead, key: { ...base64, minLength: 1 } }, ['key']),
  RawPublicKeyOfCertificateRequest: strict(
    {
      ...secretHead,
      cert: { type: 'string', format: 'x509-certificate' },
      key: anything,
      algorithm: anything,
    },
    ['cert'],
  ),
  RawPublicKeySecretRequest: strict(
    { ...secretHead, key: { type: 'string', format: 'public-key' }, algorithm: text },
    ['key', 'algorithm'],
  ),
  X509SecretRequest: strict(secretHead),
  CustomSecretRequest: { type: 'object', properties: secretHead },
};

const credentials = {
  PasswordCredentialRequest: credential(TYPES.password, userName, ref('PasswordSecretRequest')),
  PreSharedKeyCredentialRequest: credential(TYPES.psk, authId, ref('PreSharedKeySecretRequest')),
  RawPublicKeyCredentialRequest: credential(TYPES.rpk, authId, {
    anyOf: [ref('RawPublicKeySecretRequest'), ref('RawPublicKeyOfCertificateRequest')],
  }),
  X509SubjectCredentialRequest: credential(TYPES.x509, authId, ref('X509SecretRequest'), 1),
  X509CertificateCredentialRequest: strict(
    {
      ...headOf({ const: TYPES.x509 }),
      cert: { type: 'string', format: 'x509-certificate' },
      'auth-id': anything,
      secrets: anything,
    },
    ['type', 'cert'],
  ),
  CustomCredentialRequest: credential(undefined, authId, ref('CustomSecretRequest')),
};

export const requestedCredentials = {
  ...secrets,
  ...credentials,
  CredentialsRequest: {
    ...list({ anyOf: Object.keys(credentials).map(ref) }),
    maxItems: 45,
    description: 'Replaces the set. Type and auth-id are unique in the tenant.',
  },
};

const shownSecretHead = {
  id: text,
  enabled: flag,
  'not-before': instant,
  'not-after': instant,
  comment: text,
};

/** Nothing secret comes back; of types that are not known here it is what was sent. */
export const shownCredentials = {
  Secret: { type: 'object', required: ['id'], properties: shownSecretHead },
  Credential: strict(
    {
      type,
      'auth-id': text,
      enabled: flag,
      comment: text,
      ext: object,
      secrets: list(ref('Secret'), 1),
    },
    ['type', 'auth-id', 'secrets'],
  ),
  Credentials: list(ref('Credential')),
};

function credential(
  name: string | undefined,
  id: Schema,
  secret: Schema,
  maxItems?: number,
): Schema {
  const ofType =
    name === undefined ? { ...type, not: { enum: Object.values(TYPES) } } : { const: name };
  const bound = maxItems === undefined ? {} : { maxItems };
  return strict({ ...headOf(ofType), 'auth-id': id, secrets: { ...list(secret, 1), ...bound } }, [
    'type',
    'auth-id',
    'secrets',
  ]);
}

function headOf(ofType: Schema) {
  return { type: ofType, enabled: orNull(flag), comment: orNull(text), ext: orNull(object) };
}
