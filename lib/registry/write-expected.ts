import { ServiceError } from '../domain/errors.ts';
import { refusals } from './refusals.ts';
import type { Expectation } from './registry-store.ts';

/** How often a write starts again because another came first. */
const MAX_ATTEMPTS = 10;

/**
 * A write that begins with reading what it changes, and is for exactly the version that it has read. Without `If-Match` it
 * is for whichever version it meets, so it starts again when another comes first.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE` when others always come first, and what `write` throws
 */
export async function writeExpected<Result>(
  { version }: Expectation,
  write: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (failure) {
      if (version !== undefined || !isOvertaken(failure)) throw failure;
      if (attempt === MAX_ATTEMPTS) throw tooManyWriters(failure);
    }
  }
}

/** @throws {ServiceError} `VERSION_MISMATCH` */
export function assertVersion(
  stored: { readonly version: string },
  { version }: Expectation,
): void {
  if (version !== undefined && version !== stored.version) throw refusals.versionMismatch();
}

function isOvertaken(failure: unknown): boolean {
  return failure instanceof ServiceError && failure.code === 'VERSION_MISMATCH';
}

function tooManyWriters(cause: unknown): ServiceError {
  return new ServiceError('REGISTRY_UNAVAILABLE', 'too many writers at a time', { cause });
}
