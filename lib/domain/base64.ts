/** The alphabet of RFC 4648, section 4; padding may be left out, as Hono's own decoder allows. */
const PATTERN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** @returns undefined for text that is no Base64; `Buffer.from` would drop what it does not understand. */
export function decodeBase64(text: string): Buffer | undefined {
  return PATTERN.test(text) ? Buffer.from(text, 'base64') : undefined;
}
