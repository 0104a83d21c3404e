import { ServiceError } from '../domain/errors.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import { assertWithinLimit, assertWritable } from './credentials-bounds.ts';
import type { Credential, RequestedCredential } from './credentials-document.ts';
import { withGeneratedAuthIds } from './generated-auth-ids.ts';
import { hashPasswords } from './hash-passwords.ts';
import { existingTenant } from './existing-tenant.ts';
import { newChange, type Registry } from './management.ts';
import { mergeCredentials } from './merge-credentials.ts';
import { credentialsChanged } from './notifications.ts';
import { refusals } from './refusals.ts';
import type { Expectation, Version, Versioned } from './registry-store.ts';

/** How often a write starts again because another came first. */
const MAX_ATTEMPTS = 5;

type StoredCredentials = Versioned<readonly Credential[]>;

/** @throws {ServiceError} `TENANT_NOT_FOUND`, `DEVICE_NOT_REGISTERED` */
export async function readCredentials(
  registry: Registry,
  tenant: TenantId,
  device: DeviceId,
): Promise<StoredCredentials> {
  await existingTenant(registry, tenant);
  return existingCredentials(registry, tenant, device);
}

/**
 * Replaces the set as a whole; a secret that names the id of a stored one keeps what it does not send.
 *
 * @throws {ServiceError} `INVALID_REQUEST`, `TENANT_NOT_FOUND`, `REGISTRATION_LIMIT_REACHED`, `DEVICE_NOT_REGISTERED`,
 * `VERSION_MISMATCH`, `CREDENTIALS_EXIST`
 */
export async function replaceCredentials(
  registry: Registry,
  tenant: TenantId,
  device: DeviceId,
  sent: readonly RequestedCredential[],
  expected: Expectation,
): Promise<Version> {
  const { document } = await existingTenant(registry, tenant);
  assertWithinLimit(tenant, document, sent);
  const requested = withGeneratedAuthIds(document, sent);
  assertWritable(requested);
  await assertExpected(registry, tenant, device, requested, expected);
  const hashed = await hashPasswords(registry.passwords, requested);
  return write(registry, tenant, device, hashed, expected);
}

async function existingCredentials(
  { store }: Registry,
  tenant: TenantId,
  device: DeviceId,
): Promise<StoredCredentials> {
  const credentials = await store.findCredentials(tenant, device);
  if (!credentials) throw refusals.noSuchDevice();
  return credentials;
}

/** What cannot succeed is refused before the passwords are hashed. */
async function assertExpected(
  registry: Registry,
  tenant: TenantId,
  device: DeviceId,
  requested: readonly RequestedCredential[],
  { version }: Expectation,
): Promise<void> {
  const before = await existingCredentials(registry, tenant, device);
  assertVersion(before, version);
  mergeCredentials(before.document, requested, registry.newId);
}

/** Without `If-Match` a write is for whichever version it meets, so it starts again when another comes first. */
async function write(
  registry: Registry,
  tenant: TenantId,
  device: DeviceId,
  requested: readonly RequestedCredential[],
  expected: Expectation,
): Promise<Version> {
  for (let attempt = 1; ; attempt++) {
    const before = await existingCredentials(registry, tenant, device);
    assertVersion(before, expected.version);
    const after = mergeCredentials(before.document, requested, registry.newId);
    const change = newChange(registry, (atMs) => credentialsChanged(tenant, device, atMs));
    try {
      await registry.store.replaceCredentials(tenant, device, before, after, change);
      return change.version;
    } catch (failure) {
      if (expected.version !== undefined || !isOvertaken(failure)) throw failure;
      if (attempt === MAX_ATTEMPTS) {
        throw new ServiceError('REGISTRY_UNAVAILABLE', 'too many writers at a time', {
          cause: failure,
        });
      }
    }
  }
}

function isOvertaken(failure: unknown): boolean {
  return failure instanceof ServiceError && failure.code === 'VERSION_MISMATCH';
}

function assertVersion(stored: StoredCredentials, version: Version | undefined): void {
  if (version === undefined || version === stored.version) return;
  throw refusals.versionMismatch();
}
