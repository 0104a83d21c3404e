/** UTF-8; bytes that are none become U+FFFD, as in Hono. */
export function textOf(bytes: Uint8Array): string {
  return toBuffer(bytes).toString();
}

export function toBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
