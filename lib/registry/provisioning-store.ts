import type { EventRecord } from '../domain/event-record.ts';
import type { TenantId } from '../domain/identifiers.ts';
import type { Newcomer } from './newcomer.ts';
import type { OutboxName } from './outbox-store.ts';
import type { Change, DeviceCreation } from './registry-store.ts';

/**
 * Devices that were provisioned, and the notifications owed for them. A notification stands in the outbox, and whoever wants
 * to publish it claims it for a while: so it is published once, unless its publisher fails on the way.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, from any of them
 */
export type ProvisioningStore = {
  /**
   * Writes the device, its credentials and its notification in one.
   *
   * @param claimedUntilMs the writer has the first claim.
   * @throws {ServiceError} `REGISTRATION_LIMIT_REACHED`, `DEVICE_EXISTS`, `CREDENTIALS_EXIST`
   */
  readonly provisionDevice: (
    tenant: TenantId,
    newcomer: Pick<Newcomer, 'device' | 'document' | 'credentials'>,
    change: DeviceCreation,
    notification: EventRecord,
    claimedUntilMs: number,
  ) => Promise<OutboxName>;
  readonly claim: (name: OutboxName, nowMs: number, claimedUntilMs: number) => Promise<Claim>;
  /** Takes the notification from the outbox, and notes in the device, if it is still the same, that it was sent. */
  readonly settle: (name: OutboxName, notification: EventRecord, change: Change) => Promise<void>;
};

export type Claim =
  | { readonly kind: 'claimed'; readonly notification: EventRecord }
  /** By somebody else. */
  | { readonly kind: 'held' }
  | { readonly kind: 'settled' };
