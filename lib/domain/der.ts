/** One element of a DER encoding. @see ITU-T X.690, section 8.1 */
export type DerElement = {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly encoding: Buffer;
};

export const DER_TAG = {
  boolean: 0x01,
  objectIdentifier: 0x06,
  utf8Text: 0x0c,
  printableText: 0x13,
  teletexText: 0x14,
  ia5Text: 0x16,
  universalText: 0x1c,
  bmpText: 0x1e,
  explicitVersion: 0xa0,
  explicitExtensions: 0xa3,
} as const;

/** @throws {RangeError} the bytes end within an element */
export function readDer(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let start = 0; start < bytes.length;) {
    const { length, headerBytes } = readLength(bytes, start + 1);
    const contentStart = start + 1 + headerBytes;
    const end = contentStart + length;
    if (end > bytes.length) throw new RangeError('the encoding ends within an element');
    elements.push({
      tag: bytes.readUInt8(start),
      content: bytes.subarray(contentStart, end),
      encoding: bytes.subarray(start, end),
    });
    start = end;
  }
  return elements;
}

/** @param content up to 127 bytes */
export function writeDer(tag: number, content: Buffer): Buffer {
  if (content.length > 127) throw new RangeError('only short lengths are written');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

export function readObjectIdentifier(content: Buffer): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [both = 0, ...rest] = arcs;
  const first = Math.min(Math.floor(both / 40), 2);
  return [first, both - first * 40, ...rest].join('.');
}

function readLength(bytes: Buffer, at: number): { length: number; headerBytes: number } {
  const first = bytes.readUInt8(at);
  if (first < 0x80) return { length: first, headerBytes: 1 };
  const size = first & 0x7f;
  if (size === 0 || size > 4) throw new RangeError('not a length of DER');
  return { length: bytes.readUIntBE(at + 1, size), headerBytes: 1 + size };
}
