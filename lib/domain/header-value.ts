import type { JsonValue } from './json.ts';

/**
 * A string is its plain UTF-8 text, every other value its JSON text.
 *
 * @see Hono, `KafkaRecordHelper.createKafkaHeader`
 */
export function encodeHeaderValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @returns undefined for text that is no JSON: Hono counts a header that it cannot decode as absent. */
export function decodeJsonHeader(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** @returns undefined unless the header holds a whole number. */
export function decodeIntegerHeader(text: string): number | undefined {
  const value = decodeJsonHeader(text);
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
