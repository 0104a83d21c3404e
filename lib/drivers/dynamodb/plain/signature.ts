import { hash } from 'node:crypto';
import { ALGORITHM, scopeOf, signatureOf } from '../../sigv4/signature.ts';
import type { Access } from './access.ts';

export type Headers = Readonly<Record<string, string>>;

/**
 * Signs a POST to the root of DynamoDB, with all its headers.
 *
 * @param headers by their names in lower case
 * @returns them, and what proves who asks
 */
export function signed(headers: Headers, body: string, access: Access, nowMs: number): Headers {
  const { endpoint, region, credentials } = access;
  const { keyId, secretKey, sessionToken } = credentials;
  const scope = scopeOf(nowMs, region, 'dynamodb');
  const all = {
    ...headers,
    host: endpoint.host,
    'x-amz-date': scope.time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const entries = Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = entries.map(([name]) => name).join(';');
  const lines = entries.map(([name, value]) => `${name}:${value.trim()}`);
  const request = ['POST', '/', '', ...lines, '', names, hash('sha256', body)];
  const signature = signatureOf(request, scope, secretKey);
  const authorization = `${ALGORITHM} Credential=${keyId}/${scope.name}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...all, authorization };
}
