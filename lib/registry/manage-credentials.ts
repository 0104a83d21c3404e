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
import { assertVersion, writeExpected } from './write-expected.ts';

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
  expected: Expectation,
): Promise<void> {
  const before = await existingCredentials(registry, tenant, device);
  assertVersion(before, expected);
  mergeCredentials(before.document, requested, registry.newId);
}

async function write(
  registry: Registry,
  tenant: TenantId,
  device: DeviceId,
  requested: readonly RequestedCredential[],
  expected: Expectation,
): Promise<Version> {
  return writeExpected(expected, async () => {
    const before = await existingCredentials(registry, tenant, device);
    assertVersion(before, expected);
    const after = mergeCredentials(before.document, requested, registry.newId);
    const change = newChange(registry, audited(tenant, device, before.version), (atMs) =>
      credentialsChanged(tenant, device, atMs),
    );
    await registry.store.replaceCredentials(tenant, device, before, after, change);
    return change.version;
  });
}

function audited(tenant: TenantId, device: DeviceId, before: Version) {
  return {
    change: 'UPDATE',
    resource: 'credentials',
    'tenant-id': tenant,
    'device-id': device,
    'version-before': before,
  } as const;
}
