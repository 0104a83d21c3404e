import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  Change,
  CredentialsStore,
  Version,
  Versioned,
} from '../../registry/registry-store.ts';
import { isVersion } from './conditions.ts';
import { outboxWrites } from './outbox.ts';
import { keyOf } from './registry-keys.ts';
import { getItem, jsonMember, type Table, textMember } from './table.ts';
import { type Condition, put, remove, transact, type Write } from './transaction.ts';

type StoredCredentials = Versioned<readonly Credential[]>;

export function dynamoDbCredentialsStore(table: Table): CredentialsStore {
  return {
    findCredentials: (tenant, device) => findCredentials(table, tenant, device),
    replaceCredentials: (tenant, device, before, after, change) =>
      replaceCredentials(table, tenant, device, before, after, change),
  };
}

export async function findCredentials(
  table: Table,
  tenant: TenantId,
  device: DeviceId,
): Promise<StoredCredentials | undefined> {
  const item = await getItem(table, keyOf.credentials(tenant, device));
  if (!item) return undefined;
  return {
    version: textMember(item, 'version'),
    document: jsonMember(item, 'document') as readonly Credential[],
  };
}

/** The device's whole set, and beside it each credential under what a device presents. */
async function replaceCredentials(
  table: Table,
  tenant: TenantId,
  device: DeviceId,
  before: StoredCredentials,
  after: readonly Credential[],
  change: Change,
): Promise<void> {
  await transact(table, [
    put(
      toCredentialsItem(tenant, device, change.version, after),
      isVersion(before.version, refusals.versionMismatch),
    ),
    ...authIdWrites(tenant, device, before.document, after),
    ...outboxWrites(tenant, change),
  ]);
}

export function toCredentialsItem(
  tenant: TenantId,
  device: DeviceId,
  version: Version,
  credentials: readonly Credential[],
) {
  return {
    ...keyOf.credentials(tenant, device),
    version,
    document: JSON.stringify(credentials),
  };
}

function authIdWrites(
  tenant: TenantId,
  device: DeviceId,
  before: readonly Credential[],
  after: readonly Credential[],
): Write[] {
  const keyFor = (one: Credential) => keyOf.authId(tenant, one.type, one['auth-id']);
  const kept = new Set(after.map((one) => keyFor(one).pk));
  const given = before.map(keyFor).filter(({ pk }) => !kept.has(pk));
  return [
    ...given.map((key) => remove(key)),
    ...after.map((one) =>
      put({ ...keyFor(one), device, document: JSON.stringify(one) }, isAbsentOrOf(device)),
    ),
  ];
}

function isAbsentOrOf(device: DeviceId): Condition {
  return {
    holds: 'attribute_not_exists(pk) OR device = :device',
    values: { ':device': device },
    refuse: refusals.credentialsExist,
  };
}
