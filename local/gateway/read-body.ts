import type { IncomingMessage } from 'node:http';
import { LARGEST_BODY_BYTES } from './limits.ts';

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * @returns undefined for a request without a body.
 * @throws {BodyTooLarge} as soon as it is; the rest is read and dropped, so that the client hears the answer.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> | undefined {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY_BYTES) chunks.push(chunk);
      else reject(new BodyTooLarge(`more than ${LARGEST_BODY_BYTES} bytes`));
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
  });
}
