import type { EventRecord } from '../domain/event-record.ts';
import type { DeviceId, TenantId } from '../domain/identifiers.ts';
import type { DeviceDocument } from './device-document.ts';
import type { OutboxName } from './outbox-store.ts';
import type { Change, Version } from './registry-store.ts';

/**
 * Devices that were provisioned, and the notifications owed for them. A notification stands in the outbox, and whoever wants
 * to publish it claims it for a while: so it is published once, unless its publisher fails on the way.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, from any of them
 */
export type ProvisioningStore = {
  /**
   * Writes the device, with an empty set of credentials, and its notification in one.
   *
   * @param claimedUntilMs the writer has the first claim.
   * @throws {ServiceError} `DEVICE_EXISTS`
   */
  readonly provisionDevice: (
    tenant: TenantId,
    id: DeviceId,
    device: DeviceDocument,
    change: Change & { readonly credentialsVersion: Version },
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
