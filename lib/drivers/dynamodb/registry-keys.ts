import { createHash } from 'node:crypto';
import { type DeviceId, type TenantId, topicCollisionKey } from '../../domain/identifiers.ts';

export type ItemKey = { readonly pk: string; readonly sk: string };

/**
 * The keys of the registry's table. Tenant and device ids hold no `#`, nor do the types of credentials, so no two keys
 * are equal by accident; what may hold any text stands last. A partition key takes 2048 bytes, a sort key 1024.
 */
export const keyOf = {
  tenant: (id: TenantId): ItemKey => ({ pk: `tenant#${id}`, sk: 'tenant' }),
  /** What the tenant's devices have uploaded; the consumer writes it. */
  dataVolume: (id: TenantId): ItemKey => ({ pk: `volume#${id}`, sk: 'volume' }),
  /** All tenants' ids, so that the list of them is complete at once. */
  tenantEntry: (id: TenantId): ItemKey => ({ pk: TENANTS, sk: id }),
  /** Held for ever: the topic outlives its tenant. */
  topic: (id: TenantId): ItemKey => ({ pk: `topic#${topicCollisionKey(id)}`, sk: 'topic' }),
  alias: (alias: string): ItemKey => ({ pk: `alias#${alias}`, sk: 'alias' }),
  trustAnchor: (subject: string): ItemKey => ({
    pk: `trust-anchor#${subject}`,
    sk: 'trust-anchor',
  }),
  device: (tenant: TenantId, id: DeviceId): ItemKey => ({ pk: devicesOf(tenant), sk: id }),
  /** How many devices a tenant with a limit has. */
  deviceCount: (tenant: TenantId): ItemKey => ({
    pk: `device-count#${tenant}`,
    sk: 'device-count',
  }),
  credentials: (tenant: TenantId, device: DeviceId): ItemKey => ({
    pk: credentialsOf(tenant),
    sk: device,
  }),
  /** What an upload presents, so that it finds its secrets without knowing its device. */
  authId: (tenant: TenantId, type: string, authId: string): ItemKey => ({
    pk: `auth-id#${tenant}#${type}#${authId}`,
    sk: 'credentials',
  }),
  /** One partition for all of a tenant: the table's stream hands its entries on in the order of their writes. */
  outboxEntry: (tenant: TenantId, id: string): ItemKey => ({ pk: outboxOf(tenant), sk: id }),
} as const;

export const TENANTS = 'tenants';

const OUTBOX_PREFIX = 'outbox#';

/** Ordered by time. @param unique tells entries of one instant apart. */
export function outboxId(atMs: number, unique: string): string {
  return `${new Date(atMs).toISOString()}#${unique}`;
}

/** As few as can be looked through at any time, as many as it takes to write to them side by side. */
const OUTBOX_COUNT = 16;

export const OUTBOXES = Array.from({ length: OUTBOX_COUNT }, (_, n) => `${OUTBOX_PREFIX}${n}`);

function outboxOf(tenant: TenantId): string {
  const digest = createHash('sha256').update(tenant).digest();
  return `${OUTBOX_PREFIX}${digest.readUInt8() % OUTBOX_COUNT}`;
}

export function isOutbox({ pk }: ItemKey): boolean {
  return pk.startsWith(OUTBOX_PREFIX);
}

const MAX_PARTITION_KEY_BYTES = 2048;

/** What the store cannot hold, nobody has written. */
export function isStorable({ pk }: ItemKey): boolean {
  return Buffer.byteLength(pk) <= MAX_PARTITION_KEY_BYTES;
}

export function devicesOf(tenant: TenantId): string {
  return `devices#${tenant}`;
}

export function credentialsOf(tenant: TenantId): string {
  return `credentials#${tenant}`;
}
