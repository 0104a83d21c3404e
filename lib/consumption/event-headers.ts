import { decodeIntegerHeader, decodeJsonHeader } from '../domain/header-value.ts';
import type { JsonValue } from '../domain/json.ts';
import { textOf } from './bytes.ts';
import type { RecordHeader } from './received.ts';

/**
 * The headers of a record by name; of a repeated name the first counts. What cannot be decoded counts as absent.
 *
 * @see Hono, `KafkaRecordHelper.getHeaderValue`
 */
export class EventHeaders {
  readonly all: readonly RecordHeader[];

  constructor(all: readonly RecordHeader[]) {
    this.all = all;
  }

  bytes(name: string): Uint8Array | undefined {
    for (const header of this.all) if (header.name === name) return header.value;
    return undefined;
  }

  text(name: string): string | undefined {
    const bytes = this.bytes(name);
    return bytes && textOf(bytes);
  }

  json(name: string): JsonValue | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : decodeJsonHeader(text);
  }

  integer(name: string): number | undefined {
    const bytes = this.bytes(name);
    return bytes && (digitsOf(bytes) ?? decodeIntegerHeader(textOf(bytes)));
  }
}

/** The short way for what nearly all integers are: a few digits. */
function digitsOf(bytes: Uint8Array): number | undefined {
  const isPlain = bytes.length > 0 && bytes.length <= MAX_SAFE_DIGITS && bytes[0] !== DIGIT_ZERO;
  if (!isPlain) return undefined;
  let number = 0;
  for (const byte of bytes) {
    const digit = byte - DIGIT_ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

const DIGIT_ZERO = 0x30;
const MAX_SAFE_DIGITS = 15;
