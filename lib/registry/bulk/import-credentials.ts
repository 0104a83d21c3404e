import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import { assertWithinLimit, assertWritable } from '../credentials-bounds.ts';
import type { Credential, RequestedCredential } from '../credentials-document.ts';
import { existingTenant } from '../existing-tenant.ts';
import { withGeneratedAuthIds } from '../generated-auth-ids.ts';
import { hashPasswords } from '../hash-passwords.ts';
import { newChange } from '../management.ts';
import { credentialsChanged } from '../notifications.ts';
import { refusals } from '../refusals.ts';
import type { Versioned } from '../registry-store.ts';
import { areSameCredentials } from './compare-credentials.ts';
import type { CredentialsEntity } from './entity.ts';
import { type Importer, type Outcome, settleImport } from './importer.ts';
import { withMaterial } from './with-material.ts';

/**
 * A device without credentials has nothing yet that could be in the way.
 *
 * @throws {ServiceError} `IMPORT_CONFLICT`, and as `replaceCredentials`
 */
export async function importCredentials(
  importer: Importer,
  { tenant, device, document }: CredentialsEntity,
): Promise<Outcome> {
  const requested = await writable(importer, tenant, document);
  const before = await existingSet(importer, tenant, device);
  if (before.document.length === 0 && requested.length === 0) return 'unchanged';
  const write = () => replaceSet(importer, tenant, device, before, requested);
  return settleImport(importer, {
    name: `credentials of device ${device} of tenant ${tenant}`,
    stored: anyOf(before),
    find: async () => anyOf(await existingSet(importer, tenant, device)),
    equals: (stored) => areSameCredentials(stored, requested, importer.checkPassword),
    create: write,
    replace: write,
  });
}

async function existingSet(
  { store }: Importer,
  tenant: TenantId,
  device: DeviceId,
): Promise<Versioned<readonly Credential[]>> {
  const credentials = await store.findCredentials(tenant, device);
  if (!credentials) throw refusals.noSuchDevice();
  return credentials;
}

function anyOf({ document }: Versioned<readonly Credential[]>): readonly Credential[] | undefined {
  return document.length > 0 ? document : undefined;
}

/** The rules of the management API. */
async function writable(
  importer: Importer,
  tenant: TenantId,
  sent: readonly RequestedCredential[],
): Promise<readonly RequestedCredential[]> {
  const { document } = await existingTenant(importer, tenant);
  assertWithinLimit(tenant, document, sent);
  const requested = withGeneratedAuthIds(document, sent);
  assertWritable(requested);
  return requested;
}

async function replaceSet(
  importer: Importer,
  tenant: TenantId,
  device: DeviceId,
  before: Versioned<readonly Credential[]>,
  requested: readonly RequestedCredential[],
): Promise<void> {
  const hashed = await hashPasswords(importer.passwords, requested);
  const after = withMaterial(before.document, hashed, importer.newId);
  const what = {
    change: 'UPDATE',
    resource: 'credentials',
    'tenant-id': tenant,
    'device-id': device,
    'version-before': before.version,
  } as const;
  const change = newChange(importer, what, (atMs) => credentialsChanged(tenant, device, atMs));
  await importer.store.replaceCredentials(tenant, device, before, after, change);
}
