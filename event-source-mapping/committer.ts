import type { Clock } from './clock.ts';
import { type TopicPartition, topicPartition } from './event.ts';
import type { PartitionOffset, Report } from './observation.ts';

/** Settled batches within this time are committed together, in milliseconds. */
export const COMMIT_INTERVAL_MS = 100;

/** Wait before a commit that failed is tried again, in milliseconds. */
const RETRY_INTERVAL_MS = 500;

export type CommitterPorts = {
  /** What may be committed now, of all partitions. */
  readonly committable: () => readonly PartitionOffset[];
  /** Reports its failures itself. */
  readonly commit: (offsets: readonly PartitionOffset[]) => Promise<void>;
  readonly clock: Clock;
  readonly report: Report;
};

export type Committer = {
  /** Something may be committed: does so within {@link COMMIT_INTERVAL_MS}, and again if it fails. */
  readonly soon: () => void;
  /** Commits what may be committed at this moment. Rejects when that fails. */
  readonly now: () => Promise<void>;
  /** The offset last committed here. */
  readonly committed: (partition: TopicPartition) => number | undefined;
  /** The partition was given up: what is committed for it is another's to say. */
  readonly forget: (partition: TopicPartition) => void;
  /** Commits nothing more by itself. */
  readonly stop: () => void;
};

export function createCommitter({ committable, commit, clock, report }: CommitterPorts): Committer {
  const committed = new Map<string, number>();
  let cancelTimer: (() => void) | undefined;
  let lastCommit: Promise<void> = Promise.resolve();

  function scheduleIn(delayMs: number): void {
    cancelTimer ??= clock.after(delayMs, () => {
      cancelTimer = undefined;
      void now().catch(() => scheduleIn(RETRY_INTERVAL_MS));
    });
  }

  /** One commit after the other: a later one must not be overtaken. */
  function now(): Promise<void> {
    const commitAfter = lastCommit.then(commitChanged, commitChanged);
    lastCommit = commitAfter;
    return commitAfter;
  }

  async function commitChanged(): Promise<void> {
    const offsets = committable().filter(
      (each) => committed.get(topicPartition(each)) !== each.offset,
    );
    if (offsets.length === 0) return;
    await commit(offsets);
    for (const each of offsets) committed.set(topicPartition(each), each.offset);
    report({ kind: 'committed', offsets });
  }

  return {
    soon: () => scheduleIn(COMMIT_INTERVAL_MS),
    now,
    committed: (partition) => committed.get(topicPartition(partition)),
    forget: (partition) => committed.delete(topicPartition(partition)),
    stop: () => cancelTimer?.(),
  };
}
