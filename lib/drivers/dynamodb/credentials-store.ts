import {
  type DeviceId,
  isDeviceId,
  parseDeviceId,
  type TenantId,
} from '../../domain/identifiers.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  Change,
  CredentialsStore,
  Page,
  CredentialsOfDevice,
  Version,
  Versioned,
} from '../../registry/registry-store.ts';
import { isVersion } from './conditions.ts';
import { outboxWrites } from './outbox.ts';
import { credentialsOf, keyOf } from './registry-keys.ts';
import { type Item, jsonMember, textMember } from './item.ts';
import { getItem, queryPage, type Table } from './table.ts';
import { type Condition, put, remove, transact, type Write } from './transaction.ts';

export function dynamoDbCredentialsStore(table: Table): CredentialsStore {
  return {
    findCredentials: (tenant, device) => findCredentials(table, tenant, device),
    listCredentials: (tenant, limit, after) => listCredentials(table, tenant, limit, after),
    findOwner: (tenant, type, authId) => findOwner(table, tenant, type, authId),
    replaceCredentials: (tenant, device, before, after, change) =>
      replaceCredentials(table, tenant, device, before, after, change),
  };
}

async function findCredentials(
  table: Table,
  tenant: TenantId,
  device: DeviceId,
): Promise<Versioned<readonly Credential[]> | undefined> {
  const item = await getItem(table, keyOf.credentials(tenant, device));
  return item && toStoredCredentials(item);
}

async function listCredentials(
  table: Table,
  tenant: TenantId,
  limit: number,
  after?: string,
): Promise<Page<CredentialsOfDevice>> {
  const { items, next } = await queryPage(table, credentialsOf(tenant), limit, after);
  const sets = items.flatMap((item) => {
    const id = textMember(item, 'sk');
    return isDeviceId(id) ? [{ id, ...toStoredCredentials(item) }] : [];
  });
  return { items: sets, next };
}

async function findOwner(
  table: Table,
  tenant: TenantId,
  type: string,
  authId: string,
): Promise<DeviceId | undefined> {
  const item = await getItem(table, keyOf.authId(tenant, type, authId));
  return item && parseDeviceId(textMember(item, 'device'));
}

export function toStoredCredentials(item: Item): Versioned<readonly Credential[]> {
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
  before: Versioned<readonly Credential[]>,
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

/** Each credential under what its device presents; `before` is what the device has had. */
export function authIdWrites(
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
