import { createHmac, hash } from 'node:crypto';
import type { Access } from './access.ts';

export type Headers = Readonly<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Signs a POST to the root of DynamoDB, with all its headers.
 *
 * @param headers by their names in lower case
 * @returns them, and what proves who asks
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed(headers: Headers, body: string, access: Access, nowMs: number): Headers {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${access.region}/dynamodb/aws4_request`;
  const all = {
    ...headers,
    host: access.endpoint.host,
    'x-amz-date': time,
    ...(access.sessionToken === undefined ? {} : { 'x-amz-security-token': access.sessionToken }),
  };
  const names = Object.keys(all).toSorted().join(';');
  const stringToSign = [ALGORITHM, time, scope, hash('sha256', canonical(all, body))].join('\n');
  const signature = hmac(signingKey(scope, access), stringToSign).toString('hex');
  const authorization = `${ALGORITHM} Credential=${access.keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...all, authorization };
}

function canonical(headers: Headers, body: string): string {
  const entries = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = entries.map(([name, value]) => `${name}:${value.trim()}`);
  const names = entries.map(([name]) => name).join(';');
  return ['POST', '/', '', ...lines, '', names, hash('sha256', body)].join('\n');
}

/** Of the day, the region and the service that the scope names one after the other. */
function signingKey(scope: string, { secretKey }: Access): Buffer {
  return scope.split('/').reduce(hmac, Buffer.from(`AWS4${secretKey}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
