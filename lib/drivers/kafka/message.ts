import type { Message } from 'kafkajs';

/** A view, not a copy. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of a message, or some more: what counts is that a group stays below the broker's limit. */
export function sizeOf({ key, value, headers }: Message): number {
  const ENVELOPE_BYTES = 64;
  let bytes = ENVELOPE_BYTES + sizeOfField(key ?? null) + sizeOfField(value);
  for (const [name, values] of Object.entries(headers ?? {})) {
    for (const one of [values ?? []].flat()) bytes += 8 + sizeOfField(name) + sizeOfField(one);
  }
  return bytes;
}

const MOST_BYTES_OF_A_CHARACTER = 3;

function sizeOfField(field: string | Buffer | null): number {
  if (field === null) return 0;
  return typeof field === 'string' ? field.length * MOST_BYTES_OF_A_CHARACTER : field.byteLength;
}
