/** What a Kafka client is to write, in words of its own. */
export type OutgoingRecord = {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  /** Values of one name keep their order. */
  readonly headers: Readonly<Record<string, string | Buffer[]>>;
};

/** A view, not a copy. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes of a record, or some more: what counts is that a group stays below the broker's limit. */
export function sizeOf({ key, value, headers }: OutgoingRecord): number {
  const ENVELOPE_BYTES = 64;
  let bytes = ENVELOPE_BYTES + sizeOfField(key) + sizeOfField(value);
  for (const [name, values] of Object.entries(headers)) {
    if (typeof values === 'string') bytes += sizeOfHeader(name, values);
    else for (const one of values) bytes += sizeOfHeader(name, one);
  }
  return bytes;
}

function sizeOfHeader(name: string, value: string | Buffer): number {
  return 8 + sizeOfField(name) + sizeOfField(value);
}

const MOST_BYTES_OF_A_CHARACTER = 3;

function sizeOfField(field: string | Buffer | null): number {
  if (field === null) return 0;
  return typeof field === 'string' ? field.length * MOST_BYTES_OF_A_CHARACTER : field.byteLength;
}
