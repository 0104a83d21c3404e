import { decodeIntegerHeader, decodeJsonHeader } from '../domain/header-value.ts';
import type { JsonValue } from '../domain/json.ts';
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
    const text = this.text(name);
    return text === undefined ? undefined : decodeIntegerHeader(text);
  }
}

/** UTF-8; bytes that are none become U+FFFD, as in Hono. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
