import { DER_TAG, type DerElement, readDer, readObjectIdentifier, writeDer } from './der.ts';

type Attribute = { readonly oid: string; readonly value: string; readonly der?: Buffer };

const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

/** Attributes that the normal form writes by name. @see RFC 2253, section 2.3 */
const NAME_OF: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** Names that are understood in a text: these, and the further ones that Hono takes. */
const OID_OF: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(NAME_OF).map(([oid, name]) => [name, oid])),
  S: '2.5.4.8',
  SURNAME: '2.5.4.4',
  SERIALNUMBER: '2.5.4.5',
  T: '2.5.4.12',
  GIVENNAME: '2.5.4.42',
  INITIALS: '2.5.4.43',
  GENERATION: '2.5.4.44',
  DNQ: '2.5.4.46',
  DNQUALIFIER: '2.5.4.46',
  EMAILADDRESS: EMAIL_ADDRESS,
};

/**
 * A distinguished name in the one form in which names are compared: RFC 2253 as Java writes it.
 *
 * @returns undefined for text that is no distinguished name.
 */
export function normaliseDistinguishedName(text: string): string | undefined {
  return parseName(text)
    ?.map((attributes) => attributes.map(toText).join('+'))
    .join(',');
}

/** @returns the value of the outermost attribute of that name, for instance `CN`. */
export function attributeOf(text: string, name: string): string | undefined {
  const attributes = parseName(text)?.flat() ?? [];
  return attributes.findLast(({ oid }) => oid === OID_OF[name])?.value;
}

function parseName(text: string): Attribute[][] | undefined {
  const rdns: Attribute[][] = [];
  for (const rdn of split(text, /[,;]/)) {
    const attributes = split(rdn, /\+/).map(parseAttribute);
    if (!attributes.every((one) => one !== undefined)) return undefined;
    rdns.push(attributes);
  }
  return rdns;
}

/**
 * @param der a `Name` of a certificate, outermost first; the text begins with the innermost.
 * @throws {RangeError} the bytes are no DER
 */
export function distinguishedNameOf(der: Buffer): string {
  const [name] = readDer(der);
  const rdns = readDer(name?.content ?? Buffer.alloc(0));
  return rdns
    .toReversed()
    .map((rdn) => readDer(rdn.content).map(readAttribute).map(toText).join('+'))
    .join(',');
}

/** Splits where a separator stands outside quotes and without a backslash. */
function split(text: string, separator: RegExp): string[] {
  const parts = [''];
  let quoted = false;
  for (const [token] of text.matchAll(/\\[^]|[^]/gu)) {
    if (token === '"') quoted = !quoted;
    if (!quoted && separator.test(token) && token.length === 1) parts.push('');
    else parts.push(parts.pop() + token);
  }
  return parts;
}

function parseAttribute(text: string): Attribute | undefined {
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const name = text
    .slice(0, equals)
    .trim()
    .toUpperCase()
    .replace(/^OID\./, '');
  const oid = OID_OF[name] ?? (/^\d+(?:\.\d+)+$/.test(name) ? name : undefined);
  const value = parseValue(text.slice(equals + 1));
  return oid === undefined || value === undefined ? undefined : { oid, value };
}

function parseValue(text: string): string | undefined {
  const trimmed = trimUnescaped(text);
  const quoted = /^"((?:\\[^]|[^"\\])*)"$/.exec(trimmed)?.[1];
  if (quoted !== undefined) return unescape(quoted).trim();
  if (trimmed.startsWith('#') || /(?<!\\)(?:\\\\)*["<>]/.test(trimmed)) return undefined;
  return unescape(trimmed);
}

/** A blank after a backslash belongs to the value. */
function trimUnescaped(text: string): string {
  const start = text.trimStart();
  const end = start.trimEnd();
  return /(?<!\\)(?:\\\\)*\\$/.test(end) ? start.slice(0, end.length + 1) : end;
}

function unescape(text: string): string {
  return text
    .replace(/(?:\\[0-9a-fA-F]{2})+/g, (hex) =>
      Buffer.from(hex.replaceAll('\\', ''), 'hex').toString('utf8').replace(/["\\]/g, '\\$&'),
    )
    .replace(/\\([^])/gu, '$1');
}

function toText({ oid, value, der }: Attribute): string {
  const name = NAME_OF[oid];
  if (name !== undefined) return `${name}=${escape(value)}`;
  return `${oid}=#${(der ?? encodeValue(oid, value)).toString('hex')}`;
}

function escape(value: string): string {
  return value.replace(/[,=+<>#;"\\]/g, '\\$&').replace(/^ | $/g, '\\ ');
}

function encodeValue(oid: string, value: string): Buffer {
  if (oid === EMAIL_ADDRESS) return writeDer(DER_TAG.ia5Text, Buffer.from(value, 'latin1'));
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  const tag = isPrintable ? DER_TAG.printableText : DER_TAG.utf8Text;
  return writeDer(tag, Buffer.from(value, 'utf8'));
}

function readAttribute({ content }: DerElement): Attribute {
  const [type, value] = readDer(content);
  if (!type || !value) throw new RangeError('an attribute of a name lacks its value');
  return { oid: readObjectIdentifier(type.content), value: readText(value), der: value.encoding };
}

function readText({ tag, content }: DerElement): string {
  switch (tag) {
    case DER_TAG.bmpText:
      return Buffer.from(content).swap16().toString('utf16le');
    case DER_TAG.teletexText:
      return content.toString('latin1');
    default:
      return content.toString('utf8');
  }
}
