import type { DataVolume } from '../../consumption/data-volume-store.ts';
import type { EventRecord } from '../../domain/event-record.ts';
import type { DeviceId, TenantId } from '../../domain/identifiers.ts';
import type { Credential } from '../../registry/credentials-document.ts';
import type { OutboxEntry } from '../../registry/outbox.ts';
import { refusals } from '../../registry/refusals.ts';
import type {
  DeviceCreation,
  Expectation,
  Page,
  StoredDevice,
  StoredTenant,
  Versioned,
} from '../../registry/registry-store.ts';

/** Nothing awaits between a check and the write that it guards: that is what makes each operation atomic. */
export type RegistryState = {
  readonly tenants: Map<TenantId, StoredTenant>;
  /** Which tenant has the topic of a name, by the name's collision key. */
  readonly topics: Map<string, TenantId>;
  /** When tenants were deleted that are not back, in milliseconds since the Unix epoch. */
  readonly departures: Map<TenantId, number>;
  readonly devices: Map<TenantId, Map<DeviceId, StoredDevice>>;
  readonly credentials: Map<TenantId, Map<DeviceId, Versioned<readonly Credential[]>>>;
  /** Which device a type and auth-id lead to. */
  readonly authIds: Map<TenantId, Map<string, DeviceId>>;
  /** Provisioning notifications that are owed, by name, and the names of those owed for devices. */
  readonly announcements: Map<
    string,
    { readonly notification: EventRecord; readonly claimedUntilMs: number }
  >;
  readonly owed: Map<TenantId, Map<DeviceId, string>>;
  readonly volumes: Map<TenantId, DataVolume>;
  readonly outbox: OutboxEntry[];
};

export function authIdKey(type: string, authId: string): string {
  return JSON.stringify([type, authId]);
}

/** The map of a tenant, made when it is first needed. */
export function of<Key, Value>(
  maps: Map<TenantId, Map<Key, Value>>,
  tenant: TenantId,
): Map<Key, Value> {
  const map = maps.get(tenant) ?? new Map<Key, Value>();
  maps.set(tenant, map);
  return map;
}

/** @throws {ServiceError} `VERSION_MISMATCH` */
export function assertVersion(
  stored: { readonly version: string },
  { version }: Expectation,
): void {
  if (version === undefined || version === stored.version) return;
  throw refusals.versionMismatch();
}

/** @throws {ServiceError} `REGISTRATION_LIMIT_REACHED` */
export function assertRoom(
  { devices }: RegistryState,
  tenant: TenantId,
  { maxDevices = Number.POSITIVE_INFINITY }: DeviceCreation,
): void {
  if (of(devices, tenant).size < maxDevices) return;
  throw refusals.deviceLimitReached(tenant, maxDevices);
}

export function toPage<Item extends { readonly id: string }>(
  items: Iterable<Item>,
  limit: number,
  after: string | undefined,
): Page<Item> {
  const rest = [...items]
    .filter(({ id }) => after === undefined || id > after)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const page = rest.slice(0, limit);
  return { items: page, next: rest.length > limit ? page.at(-1)?.id : undefined };
}
