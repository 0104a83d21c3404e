import type {
  Credentials,
  CredentialsType,
  SecretOf,
  SecretValidity,
} from '../domain/credentials.ts';
import type { DeviceId } from '../domain/identifiers.ts';
import type { Credential, Secret } from './credentials-document.ts';

/** What an upload needs to know of a device's credentials. A secret without what proves anything is left out. */
export function toCredentials<Type extends CredentialsType>(
  type: Type,
  device: DeviceId,
  credential: Credential,
): Credentials<Type> {
  return {
    device,
    authId: credential['auth-id'],
    enabled: credential.enabled ?? true,
    ext: credential.ext ?? {},
    secrets: credential.secrets.flatMap((secret) => toSecret[type](secret)),
  };
}

type SecretReaders = {
  readonly [Type in CredentialsType]: (secret: Secret) => SecretOf[Type][];
};

const toSecret: SecretReaders = {
  'hashed-password': (secret) => {
    const { 'pwd-hash': hash, 'hash-function': hashFunction, salt } = secret.material;
    if (typeof hash !== 'string' || typeof hashFunction !== 'string') return [];
    const withSalt = typeof salt === 'string' && { salt };
    return [{ ...toValidity(secret), hashFunction, hash, ...withSalt }];
  },
  rpk: (secret) => {
    const { key } = secret.material;
    return typeof key === 'string' ? [{ ...toValidity(secret), key }] : [];
  },
  'x509-cert': (secret) => [toValidity(secret)],
};

function toValidity(secret: Secret): SecretValidity {
  const { enabled = true, 'not-before': notBefore, 'not-after': notAfter } = secret;
  return {
    enabled,
    ...(notBefore !== undefined && { notBeforeMs: Date.parse(notBefore) }),
    ...(notAfter !== undefined && { notAfterMs: Date.parse(notAfter) }),
  };
}
