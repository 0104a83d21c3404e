import type { EventRecord } from '../domain/event-record.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { AuditRecord } from './audit.ts';

/**
 * What the registry owes to somebody outside. Entries are written together with the change that they tell of, and
 * published at least once afterwards, so that a change is never silent and `/v1` works while Kafka does not.
 */
export type OutboxEntry =
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'audit'; readonly audit: AuditRecord }
  | { readonly kind: 'provisioning'; readonly event: EventRecord };

export type ChangeKind = 'CREATE' | 'UPDATE' | 'DELETE';

/** @see Hono, "Device Notifications"; protocol adapters drop what they have cached. */
export type Notification =
  | TenantChange
  | DeviceChange
  | NotificationOf<'credentials-change-v1', { readonly 'device-id': DeviceId }>
  | NotificationOf<'all-devices-of-tenant-deleted-v1', unknown>;

type TenantChange = NotificationOf<
  'tenant-change-v1',
  {
    readonly change: ChangeKind;
    readonly enabled: boolean;
    readonly 'invalidate-cache-on-update': boolean;
  }
>;

type DeviceChange = NotificationOf<
  'device-change-v1',
  { readonly change: ChangeKind; readonly 'device-id': DeviceId; readonly enabled: boolean }
>;

type NotificationOf<Type extends string, Members> = {
  readonly type: Type;
  readonly source: 'device-registry';
  /** ISO 8601, UTC. */
  readonly 'creation-time': string;
  readonly 'tenant-id': TenantId;
} & Members;
