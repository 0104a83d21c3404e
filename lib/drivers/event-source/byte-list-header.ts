import type { RecordHeader } from '../../consumption/received.ts';

/** A header whose bytes become an array of bytes when somebody wants them, which is seldom. */
export class ByteListHeader implements RecordHeader {
  readonly name: string;
  readonly #bytes: readonly number[];

  constructor(name: string, bytes: readonly number[]) {
    this.name = name;
    this.#bytes = bytes;
  }

  get value(): Uint8Array {
    return toBytes(this.#bytes);
  }
}

/** Lambda writes bytes signed, -128 to 127; emulators write 0 to 255. Both are the same eight bits. */
export function areBytes(value: unknown): value is readonly number[] {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index += 1) {
    const byte: unknown = value[index];
    if (typeof byte !== 'number' || !Number.isInteger(byte) || byte < -128 || byte > 255) {
      return false;
    }
  }
  return true;
}

/** What `Buffer.from` does, in half the time. */
function toBytes(list: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(list.length);
  let index = 0;
  for (const byte of list) bytes[index++] = byte;
  return bytes;
}
