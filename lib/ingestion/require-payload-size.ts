import { ServiceError } from '../domain/errors.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Upload } from './upload.ts';

/** Bytes. */
export type PayloadLimits = {
  /** What counts for tenants that say nothing. */
  readonly byDefault: number;
  /** What a tenant cannot exceed, whatever it says. */
  readonly most: number;
};

/**
 * @param tenant undefined while it is not known whose the payload is; then only the most that any tenant may have counts
 * @throws {ServiceError} `PAYLOAD_TOO_LARGE`
 */
export function requirePayloadSize(
  { payload }: Pick<Upload, 'payload'>,
  limits: PayloadLimits,
  tenant?: Tenant,
): void {
  const limit = tenant ? limitOf(tenant, limits) : limits.most;
  if (payload.byteLength > limit) throw new ServiceError('PAYLOAD_TOO_LARGE', 'N/A');
}

function limitOf({ ownLimits }: Tenant, { byDefault, most }: PayloadLimits): number {
  const own = ownLimits?.maxPayloadSize;
  return own === undefined ? byDefault : Math.min(own, most);
}
