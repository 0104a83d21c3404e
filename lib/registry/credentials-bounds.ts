import { ServiceError } from '../domain/errors.ts';
import type { TenantId } from '../domain/identifiers.ts';
import { MAX_AUTH_ID_BYTES, type RequestedCredential } from './credentials-document.ts';
import type { TenantDocument } from './tenant-document.ts';

/** Old and new auth-ids are part of one write, and a write of the store holds at most a hundred items. */
const MAX_CREDENTIALS_PER_DEVICE = 45;
/** Each takes 50 to 80 ms to hash. */
const MAX_PLAIN_PASSWORDS = 50;

/** @throws {ServiceError} `REGISTRATION_LIMIT_REACHED` */
export function assertWithinLimit(
  id: TenantId,
  tenant: TenantDocument,
  requested: readonly RequestedCredential[],
): void {
  const limit = tenant['registration-limits']?.['max-credentials-per-device'] ?? -1;
  if (limit < 0 || requested.length <= limit) return;
  throw new ServiceError(
    'REGISTRATION_LIMIT_REACHED',
    `configured credentials limit exceeded [tenant-id: ${id}, max credentials: ${limit}]`,
  );
}

/** @throws {ServiceError} `INVALID_REQUEST` */
export function assertWritable(requested: readonly RequestedCredential[]): void {
  const names = new Set(requested.map((one) => JSON.stringify([one.type, one['auth-id']])));
  if (names.size < requested.length) {
    throw invalid('credentials must have unique (type, auth-id)');
  }
  if (requested.length > MAX_CREDENTIALS_PER_DEVICE) {
    throw invalid(`a device has at most ${MAX_CREDENTIALS_PER_DEVICE} credentials`);
  }
  if (requested.some((one) => Buffer.byteLength(one['auth-id']) > MAX_AUTH_ID_BYTES)) {
    throw invalid(`auth-id: must have at most ${MAX_AUTH_ID_BYTES} bytes`);
  }
  const plain = requested.flatMap(({ secrets }) => secrets).filter((one) => one.plainPassword);
  if (plain.length > MAX_PLAIN_PASSWORDS) {
    throw invalid(`at most ${MAX_PLAIN_PASSWORDS} plain passwords in one request`);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', message);
}
