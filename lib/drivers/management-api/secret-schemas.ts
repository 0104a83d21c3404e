import * as v from 'valibot';
import { decodeBase64 } from '../../domain/base64.ts';
import { isPublicKey } from '../../domain/certificate.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { RequestedSecret } from '../../registry/credentials-document.ts';
import { base64, flag, members, openMembers, present, text, timestamp } from './schema.ts';
import { certificate } from './trust-anchor-schema.ts';

/** bcrypt looks at no more of a password. */
const MAX_PASSWORD_BYTES = 72;
const BCRYPT = /^\$2a\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/;
const MAX_BCRYPT_COST = 10;

const head = {
  id: v.nullish(text),
  enabled: v.nullish(flag),
  'not-before': v.nullish(timestamp),
  'not-after': v.nullish(timestamp),
  comment: v.nullish(text),
};
type Head = { readonly [Name in keyof typeof head]?: v.InferOutput<(typeof head)[Name]> };

function isOrdered<Secret extends Head>() {
  return v.check<Secret, string>(
    ({ 'not-before': start, 'not-after': end }) =>
      !start || !end || Date.parse(start) <= Date.parse(end),
    "'not-before' must not be after 'not-after'",
  );
}

export const passwordSecret = v.pipe(
  members({
    ...head,
    'pwd-plain': v.nullish(
      v.pipe(text, v.maxBytes(MAX_PASSWORD_BYTES, `must have at most ${MAX_PASSWORD_BYTES} bytes`)),
    ),
    'pwd-hash': v.nullish(text),
    'hash-function': v.nullish(text),
    salt: v.nullish(text),
  }),
  isOrdered(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? problemOfPassword(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  }),
  v.transform(toPasswordSecret),
);

export const preSharedKeySecret = v.pipe(
  members({ ...head, key: v.pipe(base64, v.nonEmpty('must not be empty')) }),
  isOrdered(),
  v.transform(({ key, ...common }) => ({ ...present(common), material: { key } })),
);

/** Bound by the certificate's own validity; a certificate wins over what is sent beside it. */
const rawPublicKeyOfCertificate = v.pipe(
  members({
    ...head,
    cert: certificate,
    key: v.optional(v.unknown()),
    algorithm: v.optional(v.unknown()),
  }),
  v.transform(({ cert, key: _key, algorithm: _algorithm, ...common }) => ({
    ...present(common),
    'not-before': cert.notBefore,
    'not-after': cert.notAfter,
    material: { key: cert.publicKey.toString('base64'), algorithm: cert.algorithm },
  })),
);

const plainRawPublicKey = v.pipe(
  members({ ...head, key: base64, algorithm: text }),
  isOrdered(),
  v.check(
    ({ key, algorithm }) => isPublicKey(Buffer.from(key, 'base64'), algorithm),
    "'key' must be the DER encoding of a public key of the algorithm",
  ),
  v.transform(({ key, algorithm, ...common }) => ({
    ...present(common),
    material: { key, algorithm },
  })),
);

export const rawPublicKeySecret = v.lazy((input): v.GenericSchema<unknown, RequestedSecret> =>
  isJsonObject(input) && 'cert' in input ? rawPublicKeyOfCertificate : plainRawPublicKey,
);

export const x509Secret = v.pipe(
  members(head),
  isOrdered(),
  v.transform((common) => ({ ...present(common), material: {} })),
);

/** Whatever else is sent is the material. */
export const genericSecret = v.pipe(
  openMembers(head),
  isOrdered(),
  v.transform(({ id, enabled, 'not-before': start, 'not-after': end, comment, ...material }) => ({
    ...present({ id, enabled, 'not-before': start, 'not-after': end, comment }),
    material: material as JsonObject,
  })),
);

type Password = Head & {
  readonly 'pwd-plain'?: string | null | undefined;
  readonly 'pwd-hash'?: string | null | undefined;
  readonly 'hash-function'?: string | null | undefined;
  readonly salt?: string | null | undefined;
};

/** @returns what is wrong with it; undefined for one that can be kept. */
function problemOfPassword(secret: Password): string | undefined {
  const { 'pwd-plain': plain, 'pwd-hash': hash, 'hash-function': hashFunction } = secret;
  if (plain) return undefined;
  if (hash) {
    if (!hashFunction) return "'hash-function' must not be empty";
    return problemOfHash(hashFunction, hash, secret.salt ?? '');
  }
  if (hashFunction) return "'pwd-hash' must not be empty";
  return secret.id ? undefined : "'pwd-plain' or 'pwd-hash' must be given";
}

/** Of other functions nothing is known here. @see Hono, `PasswordSecret.verifyHashAlgorithm` */
function problemOfHash(hashFunction: string, hash: string, salt: string): string | undefined {
  switch (hashFunction) {
    case 'bcrypt':
      return problemOfBcrypt(hash);
    case 'sha-256':
    case 'sha-512':
      return decodeBase64(hash) && decodeBase64(salt)
        ? undefined
        : "'pwd-hash' and 'salt' must be Base64";
    default:
      return undefined;
  }
}

function problemOfBcrypt(hash: string): string | undefined {
  const cost = BCRYPT.exec(hash)?.groups?.['cost'];
  if (cost === undefined) return "'pwd-hash' must be a bcrypt hash of the form $2a$";
  if (Number(cost) <= MAX_BCRYPT_COST) return undefined;
  return `'pwd-hash' must have a cost of at most ${MAX_BCRYPT_COST}`;
}

/** A plain password wins over a hash that is sent beside it. */
function toPasswordSecret(secret: Password): RequestedSecret {
  const { 'pwd-plain': plain, 'pwd-hash': hash, 'hash-function': name, salt, ...common } = secret;
  if (plain) return { ...present(common), material: {}, plainPassword: plain };
  if (!hash || !name) return { ...present(common), material: {} };
  const material = { 'hash-function': name, 'pwd-hash': hash, ...(salt && { salt }) };
  return { ...present(common), material };
}
