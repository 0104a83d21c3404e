import { createHmac, hash } from 'node:crypto';

/** For what a signature holds. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export type Scope = {
  /** As in `20261122T071039Z`. */
  readonly time: string;
  /** Day, region and service: what follows the key's name in `Credential`. */
  readonly name: string;
};

export const ALGORITHM = 'AWS4-HMAC-SHA256';

export function scopeOf(nowMs: number, region: string, service: string): Scope {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return { time, name: `${time.slice(0, 8)}/${region}/${service}/aws4_request` };
}

/**
 * @param request in its canonical form, line by line
 * @returns the signature in hexadecimal digits
 */
export function signatureOf(request: readonly string[], scope: Scope, secretKey: string): string {
  const digest = hash('sha256', request.join('\n'));
  const stringToSign = [ALGORITHM, scope.time, scope.name, digest].join('\n');
  // The key is derived from the day, the region and the service one after the other.
  const key = scope.name.split('/').reduce(hmac, Buffer.from(`AWS4${secretKey}`));
  return hmac(key, stringToSign).toString('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
