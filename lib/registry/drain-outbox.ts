import { type OutboxPublisher, publishOutbox } from './publish-outbox.ts';
import type { OutboxArchive } from './outbox-store.ts';

/** A table's stream forgets changes after that long; who was not told by then is told by nobody else. */
const STREAM_KEEPS_MS = 24 * 3600 * 1000;
/** The next time comes in an hour. */
const MAX_DRAIN_MS = 15_000;

/**
 * Publishes what has been waiting for longer than the table's stream remembers. What fails waits for the next time, and so
 * does what there is no time for.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function drainOutbox(
  archive: OutboxArchive,
  publisher: OutboxPublisher,
): Promise<void> {
  const startedAtMs = publisher.clock();
  for await (const items of archive.pagesOlderThan(startedAtMs - STREAM_KEEPS_MS)) {
    await publishOutbox(items, publisher);
    if (publisher.clock() - startedAtMs > MAX_DRAIN_MS) return;
  }
}
