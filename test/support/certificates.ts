import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Who holds a certificate, and what it takes to use it and to issue others. */
export type Identity = {
  /** RFC 2253. */
  readonly subject: string;
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
};

export type IdentityGiven = {
  /** Outermost first; `device-1` as the common name unless said. */
  readonly subject?: readonly (readonly ['CN' | 'OU' | 'O', string])[];
  /** Itself unless said. */
  readonly issuer?: Identity;
  readonly keyType?: 'ec' | 'rsa';
  /** Of the signature. */
  readonly digest?: 'sha256' | 'sha1';
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** May issue others; whoever is asked to trust it by OpenSSL wants to see that. */
  readonly isAuthority?: boolean;
  /** What a server of this DNS name shows. */
  readonly serverName?: string;
  /** The object identifier of one that nobody knows. */
  readonly criticalExtension?: string;
};

/** Makes a key and has it certified. */
export function identity(given: IdentityGiven = {}): Identity {
  const { subject = [['CN', 'device-1']], keyType = 'ec', issuer } = given;
  const { privateKey, publicKey } =
    keyType === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const text = subject
    .map(([name, value]) => `${name}=${value}`)
    .toReversed()
    .join(',');
  const names = { subject: toName(subject), issuer: issuer ? nameOf(issuer) : toName(subject) };
  const signer = issuer?.privateKey ?? privateKey;
  const der = toCertificate(names, publicKey, signer, given);
  known.set(der, names.subject);
  return { subject: text, der, pem: toPem(der), privateKey, publicKey };
}

export function pemOf({ privateKey }: Identity): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Names of issuers by their certificates, to be repeated byte for byte. */
const known = new WeakMap<Buffer, Buffer>();

function nameOf({ der }: Identity): Buffer {
  return known.get(der) ?? Buffer.alloc(0);
}

const ATTRIBUTES = { CN: '2.5.4.3', OU: '2.5.4.11', O: '2.5.4.10' };
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const SIGNATURES = {
  ec: { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' },
};

/** @see RFC 5280, section 4.1 */
function toCertificate(
  { subject, issuer }: { readonly subject: Buffer; readonly issuer: Buffer },
  publicKey: KeyObject,
  signer: KeyObject,
  given: IdentityGiven,
): Buffer {
  const { digest = 'sha256' } = given;
  const { notBefore = '2020-01-01T00:00:00Z', notAfter = '2040-01-01T00:00:00Z' } = given;
  const kind = signer.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec';
  const algorithm = sequence(objectIdentifier(SIGNATURES[kind][digest]));
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...toExtensions(given),
  );
  const signature = sign(digest, toBeSigned, signer);
  return sequence(toBeSigned, algorithm, element(0x03, Buffer.from([0]), signature));
}

function toExtensions({ isAuthority, serverName, criticalExtension }: IdentityGiven): Buffer[] {
  const isTrue = element(0x01, Buffer.from([0xff]));
  const critical = (oid: string, value: Buffer) =>
    sequence(objectIdentifier(oid), isTrue, element(0x04, value));
  const extensions = [
    ...(isAuthority ? [critical(BASIC_CONSTRAINTS, sequence(isTrue))] : []),
    ...(serverName === undefined ? [] : [namesExtension(serverName)]),
    ...(criticalExtension === undefined ? [] : [critical(criticalExtension, sequence())]),
  ];
  return extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))];
}

function namesExtension(dnsName: string): Buffer {
  const names = sequence(element(0x82, Buffer.from(dnsName)));
  return sequence(objectIdentifier(SUBJECT_ALTERNATIVE_NAME), element(0x04, names));
}

function toName(attributes: readonly (readonly [keyof typeof ATTRIBUTES, string])[]): Buffer {
  const sets = attributes.map(([name, value]) => {
    const text = element(0x0c, Buffer.from(value));
    return element(0x31, sequence(objectIdentifier(ATTRIBUTES[name]), text));
  });
  return sequence(...sets);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return element(0x30, ...contents);
}

/** GeneralizedTime. */
function time(iso: string): Buffer {
  return element(0x18, Buffer.from(iso.replaceAll(/[-:T]|\.\d+/g, '')));
}

function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
}

function toBase128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let left = arc >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header = length < 128 ? [length] : longForm(length);
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

/** As short as it can be: Java encodes a certificate anew before it checks the signature. */
function longForm(length: number): number[] {
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
