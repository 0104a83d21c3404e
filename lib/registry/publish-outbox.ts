import type { EventRecord } from '../domain/event-record.ts';
import type { OutboxEntry } from './outbox.ts';
import type { OutboxSink } from './outbox-sink.ts';
import type { OutboxItem, OutboxName, OutboxStore } from './outbox-store.ts';

export type OutboxPublisher = {
  readonly store: OutboxStore;
  readonly sink: OutboxSink;
  /** Publishes a provisioning notification, unless an upload is about to do so. */
  readonly announce: (name: OutboxName) => Promise<void>;
  readonly clock: () => number;
  readonly report: (item: OutboxItem, reason: unknown) => void;
  readonly observe: (item: OutboxItem, status: 'published' | 'failed') => void;
};

/**
 * Publishes each entry at least once. Those of one device, and those of a tenant itself, are published in the order given;
 * one that fails holds back those behind it.
 *
 * @returns the items to hand over again; empty when all are published.
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, before anything was published
 */
export async function publishOutbox(
  items: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  const unpublished = await publisher.store.findUnpublished(items);
  const lanes = Map.groupBy(unpublished, laneOf);
  const left = await Promise.all([...lanes.values()].map((lane) => publishLane(lane, publisher)));
  return left.flat();
}

async function publishLane(
  lane: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  for (const [index, item] of lane.entries()) {
    try {
      await publish(item, publisher);
      publisher.observe(item, 'published');
    } catch (reason) {
      publisher.report(item, reason);
      publisher.observe(item, 'failed');
      return lane.slice(index);
    }
  }
  return [];
}

/** Removed last: a crash in between publishes it again. */
async function publish(item: OutboxItem, publisher: OutboxPublisher): Promise<void> {
  const { store, sink } = publisher;
  if (item.entry.kind === 'provisioning') return announce(item, item.entry.event, publisher);
  await sink.append(item.entry);
  await store.remove(item);
}

/**
 * The topic of one tenant must not hold back the others: a notification that is still not taken after a while is left
 * to the next upload of its device, which cannot go on without it.
 */
async function announce(
  item: OutboxItem,
  { createdAtMs }: EventRecord,
  publisher: OutboxPublisher,
): Promise<void> {
  try {
    await publisher.announce(item);
  } catch (reason) {
    if (publisher.clock() - createdAtMs < PERSISTENCE_MS) throw reason;
    publisher.report(item, reason);
  }
}

const PERSISTENCE_MS = 5 * 60_000;

function laneOf({ tenant, entry }: OutboxItem): string {
  return JSON.stringify([entry.kind, tenant, deviceOf(entry)]);
}

/** Audit records of a tenant keep their order among themselves. */
function deviceOf(entry: OutboxEntry): string | undefined {
  if (entry.kind === 'provisioning') return entry.event.device;
  if (entry.kind === 'audit' || !('device-id' in entry.notification)) return undefined;
  return entry.notification['device-id'];
}
