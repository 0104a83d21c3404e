import { ServiceError } from '../domain/errors.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { Credential, RequestedCredential, RequestedSecret } from './credentials-document.ts';
import { existingTenant } from './manage-devices.ts';
import { newChange, type Registry } from './management.ts';
import { mergeCredentials } from './merge-credentials.ts';
import { credentialsChanged } from './notifications.ts';
import { refusals } from './refusals.ts';
import type { Expectation, StoredTenant, Version, Versioned } from './registry-store.ts';

/** Old and new auth-ids are part of one write, and a write of the store holds at most a hundred items. */
const MAX_CREDENTIALS_PER_DEVICE = 45;
/** Each takes 50 to 80 ms to hash. */
const MAX_PLAIN_PASSWORDS = 50;
const ATTEMPTS = 5;

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
  requested: readonly RequestedCredential[],
  expected: Expectation,
): Promise<Version> {
  assertWithinLimit(await existingTenant(registry, tenant), requested);
  assertWritable(requested);
  await assertExpected(registry, tenant, device, requested, expected);
  const hashed = await hashPasswords(registry, requested);
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
      if (attempt === ATTEMPTS) {
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

function assertWithinLimit(
  { id, document }: StoredTenant,
  requested: readonly RequestedCredential[],
): void {
  const limit = document['registration-limits']?.['max-credentials-per-device'] ?? -1;
  if (limit < 0 || requested.length <= limit) return;
  throw new ServiceError(
    'REGISTRATION_LIMIT_REACHED',
    `configured credentials limit exceeded [tenant-id: ${id}, max credentials: ${limit}]`,
  );
}

function assertWritable(requested: readonly RequestedCredential[]): void {
  const names = new Set(requested.map((one) => JSON.stringify([one.type, one['auth-id']])));
  if (names.size < requested.length) {
    throw invalid('credentials must have unique (type, auth-id)');
  }
  if (requested.length > MAX_CREDENTIALS_PER_DEVICE) {
    throw invalid(`a device has at most ${MAX_CREDENTIALS_PER_DEVICE} credentials`);
  }
  const plain = requested.flatMap(({ secrets }) => secrets).filter((one) => one.plainPassword);
  if (plain.length > MAX_PLAIN_PASSWORDS) {
    throw invalid(`at most ${MAX_PLAIN_PASSWORDS} plain passwords in one request`);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', message);
}

async function hashPasswords(
  registry: Registry,
  requested: readonly RequestedCredential[],
): Promise<readonly RequestedCredential[]> {
  const hashed: RequestedCredential[] = [];
  for (const credential of requested) {
    const secrets: RequestedSecret[] = [];
    for (const secret of credential.secrets) secrets.push(await hashPassword(registry, secret));
    hashed.push({ ...credential, secrets });
  }
  return hashed;
}

async function hashPassword(
  { passwords }: Registry,
  { plainPassword, ...secret }: RequestedSecret,
): Promise<RequestedSecret> {
  if (plainPassword === undefined) return secret;
  const hash = await passwords.hash(plainPassword);
  return { ...secret, material: { 'hash-function': passwords.hashFunction, 'pwd-hash': hash } };
}
