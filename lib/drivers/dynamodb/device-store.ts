import { type DeviceId, isDeviceId, type TenantId } from '../../domain/identifiers.ts';
import { toTimestamp } from '../../domain/timestamp.ts';
import type { DeviceDocument } from '../../registry/device-document.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  Announcement,
  Change,
  DeviceCreation,
  DeviceStore,
  Expectation,
  Page,
  StoredDevice,
} from '../../registry/registry-store.ts';
import { isAbsent, isExpected, isVersion } from './conditions.ts';
import { toCredentialsItem, toStoredCredentials } from './credentials-store.ts';
import { uncounting, writeWithinLimit } from './device-count.ts';
import { outboxWrites } from './outbox.ts';
import { Overtaken, untilNotOvertaken } from './overtaken.ts';
import { devicesOf, keyOf } from './registry-keys.ts';
import { type Item, jsonMember, textMember } from './item.ts';
import { countItems, getItem, getItems, queryPage, type Table } from './table.ts';
import { put, remove, transact, update, type Write } from './transaction.ts';

export function dynamoDbDeviceStore(table: Table): DeviceStore {
  return {
    createDevice: (tenant, id, device, change) =>
      writeWithinLimit(table, tenant, change, (counting) =>
        transact(table, [...counting, ...creationWrites(tenant, id, device, change)]),
      ),
    findDevice: async (tenant, id) => {
      const item = await getItem(table, keyOf.device(tenant, id));
      return item && toStoredDevice(id, item);
    },
    updateDevice: (tenant, id, device, change, expected) =>
      transact(table, [
        update(
          keyOf.device(tenant, id),
          {
            version: change.version,
            document: JSON.stringify(device),
            updated: toTimestamp(change.atMs),
          },
          isExpected(expected, refusals.noSuchDevice),
        ),
        ...outboxWrites(tenant, change),
      ]),
    deleteDevice: (tenant, id, announcement, expected) =>
      untilNotOvertaken(() => deleteDevice(table, tenant, id, announcement, expected)),
    listDevices: (tenant, limit, after) => listDevices(table, tenant, limit, after),
    countDevices: (tenant) => countItems(table, devicesOf(tenant)),
    announce: (tenant, announcement) => transact(table, outboxWrites(tenant, announcement)),
  };
}

function creationWrites(
  tenant: TenantId,
  id: DeviceId,
  device: DeviceDocument,
  change: DeviceCreation,
): Write[] {
  return [
    put(toDeviceItem(tenant, id, device, change), isAbsent(refusals.deviceExists)),
    put(toCredentialsItem(tenant, id, change.credentialsVersion, [])),
    ...outboxWrites(tenant, change),
  ];
}

/** A device that is new. */
export function toDeviceItem(
  tenant: TenantId,
  id: DeviceId,
  device: DeviceDocument,
  { version, atMs }: Change,
) {
  const document = JSON.stringify(device);
  return { ...keyOf.device(tenant, id), version, document, created: toTimestamp(atMs) };
}

async function deleteDevice(
  table: Table,
  tenant: TenantId,
  id: DeviceId,
  announcement: Announcement,
  expected: Expectation,
): Promise<void> {
  const keys = [keyOf.credentials(tenant, id), keyOf.deviceCount(tenant)];
  const [item, count] = await getItems(table, keys);
  const credentials = item && toStoredCredentials(item);
  if (!credentials) throw refusals.noSuchDevice();
  const overtaken = () => new Overtaken(`the credentials of ${id} were changed meanwhile`);
  await transact(table, [
    remove(keyOf.device(tenant, id), isExpected(expected, refusals.noSuchDevice)),
    remove(keyOf.credentials(tenant, id), isVersion(credentials.version, overtaken)),
    ...uncounting(tenant, count),
    ...credentials.document.map((one) => remove(keyOf.authId(tenant, one.type, one['auth-id']))),
    ...outboxWrites(tenant, announcement),
  ]);
}

async function listDevices(
  table: Table,
  tenant: TenantId,
  limit: number,
  after?: string,
): Promise<Page<StoredDevice>> {
  const { items, next } = await queryPage(table, devicesOf(tenant), limit, after);
  const devices = items.flatMap((item) => {
    const id = textMember(item, 'sk');
    return isDeviceId(id) ? [toStoredDevice(id, item)] : [];
  });
  return { items: devices, next };
}

function toStoredDevice(id: DeviceId, item: Item): StoredDevice {
  return {
    id,
    version: textMember(item, 'version'),
    document: jsonMember(item, 'document') as DeviceDocument,
    status: {
      created: textMember(item, 'created'),
      ...(item['updated'] !== undefined && { updated: textMember(item, 'updated') }),
      ...(item['provisioned'] === true && {
        'auto-provisioned': true,
        'auto-provisioning-notification-sent': item['announcement'] === undefined,
      }),
    },
  };
}
