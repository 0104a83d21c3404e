import type { EventRecord } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import { deviceChanged } from './notifications.ts';
import type { OutboxName } from './outbox-store.ts';
import type { ProvisioningStore } from './provisioning-store.ts';

export type Announcer = {
  readonly provisioning: ProvisioningStore;
  /** Resolves once every in-sync replica holds the notification. */
  readonly append: (notification: EventRecord) => Promise<void>;
  /** Milliseconds to wait for somebody else who is about to publish it. */
  readonly patienceMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly clock: () => number;
  readonly newId: () => string;
};

/** Milliseconds. A publisher that has not settled by then has failed: a sink settles within 2.5 s. */
export const CLAIM_MS = 3000;
const POLL_MS = 40;

/**
 * Publishes a notification that is owed, or waits until somebody else has done so.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, `EVENT_NOT_STORED`, and what the sink throws: it is still owed then
 */
export async function announceProvisioning(name: OutboxName, announcer: Announcer): Promise<void> {
  const { provisioning, clock, patienceMs, pause } = announcer;
  for (const giveUpMs = clock() + patienceMs; ; await pause(POLL_MS)) {
    const nowMs = clock();
    const claim = await provisioning.claim(name, nowMs, nowMs + CLAIM_MS);
    if (claim.kind === 'settled') return;
    if (claim.kind === 'claimed') return tellProvisioning(name, claim.notification, announcer);
    if (nowMs >= giveUpMs) throw new ServiceError('EVENT_NOT_STORED', 'temporarily unavailable');
  }
}

/** To be called by whoever has the claim. Settled last: after a crash in between it is published again. */
export async function tellProvisioning(
  name: OutboxName,
  notification: EventRecord,
  { provisioning, append, clock, newId }: Announcer,
): Promise<void> {
  await append(notification);
  const atMs = clock();
  const told = deviceChanged('UPDATE', notification.tenant, notification.device, {}, atMs);
  await provisioning.settle(name, notification, { atMs, version: newId(), outbox: [told] });
}
