import { ServiceError } from '../domain/errors.ts';
import type { JsonValue } from '../domain/json.ts';

/** The bytes that a device sent, decoded when asked for. */
export class EventPayload {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** @throws {ServiceError} `RECORD_UNREADABLE` unless the payload is UTF-8. */
  text(): string {
    try {
      return utf8.decode(this.bytes);
    } catch (cause) {
      throw new ServiceError('RECORD_UNREADABLE', 'the payload is not UTF-8', { cause });
    }
  }

  /** @throws {ServiceError} `RECORD_UNREADABLE` unless the payload is JSON. */
  json(): JsonValue {
    const text = this.text();
    try {
      return JSON.parse(text) as JsonValue;
    } catch (cause) {
      throw new ServiceError('RECORD_UNREADABLE', 'the payload is not JSON', { cause });
    }
  }
}

/** Of a record without a value. */
export const EMPTY_PAYLOAD = new EventPayload(new Uint8Array(0));

const utf8 = new TextDecoder('utf-8', { fatal: true });
