import type { Expectation } from '../../registry/registry-store.ts';
import type { ManagementRequest } from './request.ts';

/** The version as bare text, unlike RFC 9110; an empty header counts as absent. @see Hono, `AbstractHttpEndpoint` */
export function expectedVersion({ headers }: ManagementRequest): Expectation {
  return { version: headers['if-match'] || undefined };
}
