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
 * Publishes each entry at least once, and those of one topic in the order given. One that fails holds back those behind it
 * of the same device, or of the tenant itself; the others go on without it.
 *
 * @returns the items to hand over again; empty when all are published.
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`, before anything was published
 */
export async function publishOutbox(
  items: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  const unpublished = await publisher.store.findUnpublished(items);
  const topics = Map.groupBy(unpublished, topicOf);
  const left = await Promise.all([...topics.values()].map((some) => publishTopic(some, publisher)));
  return left.flat();
}

/** Wave by wave until one fails: an outage must not be waited for with each of them. */
async function publishTopic(
  items: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  for (let from = 0; from < items.length;) {
    const wave = waveOf(items.slice(from));
    from += wave.length;
    const failed = await publishLanes(wave, publisher);
    if (failed.length > 0)
      return [...failed, ...(await goOn(items.slice(from), failed, publisher))];
  }
  return [];
}

/** Publishes what `failed` does not hold back. */
async function goOn(
  items: readonly OutboxItem[],
  failed: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  const stopped = new Set(failed.map(laneOf));
  const heldBack = items.filter((item) => stopped.has(laneOf(item)));
  const others = items.filter((item) => !stopped.has(laneOf(item)));
  return [...heldBack, ...(await publishLanes(others, publisher))];
}

/** The first items, up to one that has to wait for another of them. They are handed over in order, and share requests. */
function waveOf(items: readonly OutboxItem[]): readonly OutboxItem[] {
  const lanes = new Set<string>();
  const end = items.findIndex((item) => lanes.size === lanes.add(laneOf(item)).size);
  return end === -1 ? items : items.slice(0, end);
}

async function publishLanes(
  items: readonly OutboxItem[],
  publisher: OutboxPublisher,
): Promise<readonly OutboxItem[]> {
  const lanes = Map.groupBy(items, laneOf);
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

/** Provisioning notifications go to their tenants' topics, and each may take its time. */
function topicOf(item: OutboxItem): string {
  const { entry } = item;
  if (entry.kind === 'provisioning') return laneOf(item);
  return entry.kind === 'audit' || entry.notification.type === 'tenant-change-v1'
    ? entry.kind
    : 'notification of devices';
}

function laneOf({ tenant, entry }: OutboxItem): string {
  return JSON.stringify([entry.kind, tenant, deviceOf(entry)]);
}

/** Audit records of a tenant keep their order among themselves. */
function deviceOf(entry: OutboxEntry): string | undefined {
  if (entry.kind === 'provisioning') return entry.event.device;
  if (entry.kind === 'audit' || !('device-id' in entry.notification)) return undefined;
  return entry.notification['device-id'];
}
