/** What a record is made of. */
export type Field = string | Buffer | null;

const NULL_LENGTH = -1;
/** Of any length that a record may have. */
export const MOST_BYTES_OF_A_VARINT = 5;
const MOST_BYTES_OF_A_CHARACTER = 3;

/** Bytes that a field takes, its length included, or some more. */
export function roomFor(field: Field): number {
  if (field === null) return MOST_BYTES_OF_A_VARINT;
  const bytes = typeof field === 'string' ? field.length * MOST_BYTES_OF_A_CHARACTER : field.length;
  return MOST_BYTES_OF_A_VARINT + bytes;
}

/** @returns where the next byte goes. */
export function writeField(buffer: Buffer, start: number, field: Field): number {
  if (field === null) return writeVarint(buffer, start, NULL_LENGTH);
  if (typeof field !== 'string') {
    const at = writeVarint(buffer, start, field.length);
    return at + field.copy(buffer, at);
  }
  return writeShortAscii(buffer, start, field) ?? writeText(buffer, start, field);
}

/** What has its length in one byte. */
const LONGEST_SHORT = 63;
const LAST_OF_ASCII = 0x7f;

/** Nearly every header is so, and writing it here takes a third of what it takes to call out of JavaScript twice. */
function writeShortAscii(buffer: Buffer, start: number, text: string): number | undefined {
  const { length } = text;
  if (length > LONGEST_SHORT) return undefined;
  for (let index = 0; index < length; index += 1) {
    // oxlint-disable-next-line unicorn/prefer-code-point -- of ASCII, units and points are the same; reading units is quicker
    const character = text.charCodeAt(index);
    if (character > LAST_OF_ASCII) return undefined;
    buffer[start + 1 + index] = character;
  }
  writeVarint(buffer, start, length);
  return start + 1 + length;
}

function writeText(buffer: Buffer, start: number, text: string): number {
  const at = writeVarint(buffer, start, Buffer.byteLength(text));
  return at + buffer.write(text, at);
}

/** @returns where the next byte goes. */
export function writeVarint(buffer: Buffer, start: number, value: number): number {
  let rest = zigzag(value);
  let at = start;
  while (rest > 0x7f) {
    buffer[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}

/** Small numbers of either sign become small ones without. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
