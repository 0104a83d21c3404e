/** A record's value as JSON has room for it: text when the bytes are UTF-8, else base64 under another name. */
export function toPayload(value: Uint8Array | null): object {
  if (value === null) return { payload: null };
  try {
    return { payload: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value) };
  } catch {
    return { 'payload-base64': Buffer.from(value).toString('base64') };
  }
}
