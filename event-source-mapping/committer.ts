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
  /** Something may be committed: does so within {@link COMMIT_INTERVAL_MS}. */
  readonly soon: () => void;
  /** Does so before it returns, or behind a commit in flight. */
  readonly atOnce: () => void;
  /** Commits for the last time. Rejects when that fails, where the others try again. */
  readonly finish: () => Promise<void>;
  /** The offset last committed here. */
  readonly committed: (partition: TopicPartition) => number | undefined;
  /** The partition was given up: what is committed for it is another's to say. */
  readonly forget: (partition: TopicPartition) => void;
};

export function createCommitter(ports: CommitterPorts): Committer {
  const committed = new Map<string, number>();
  let cancelTimer: (() => void) | undefined;
  let inFlight: Promise<void> | undefined;
  let isFinished = false;

  function scheduleIn(delayMs: number): void {
    if (isFinished) return;
    cancelTimer ??= ports.clock.after(delayMs, atOnce);
  }

  function atOnce(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    void commitInTurn().catch(() => scheduleIn(RETRY_INTERVAL_MS));
  }

  /** One commit after the other, so that a later one is not overtaken. */
  function commitInTurn(): Promise<void> {
    const mine =
      inFlight === undefined ? commitChanged() : inFlight.then(commitChanged, commitChanged);
    inFlight = mine;
    const leave = () => {
      if (inFlight === mine) inFlight = undefined;
    };
    void mine.then(leave, leave);
    return mine;
  }

  async function commitChanged(): Promise<void> {
    const all = ports.committable();
    const offsets = all.filter((each) => committed.get(topicPartition(each)) !== each.offset);
    if (offsets.length === 0) return;
    await ports.commit(offsets);
    for (const each of offsets) committed.set(topicPartition(each), each.offset);
    ports.report({ kind: 'committed', offsets });
  }

  return {
    soon: () => scheduleIn(COMMIT_INTERVAL_MS),
    atOnce,
    finish() {
      isFinished = true;
      cancelTimer?.();
      return commitInTurn();
    },
    committed: (partition) => committed.get(topicPartition(partition)),
    forget: (partition) => committed.delete(topicPartition(partition)),
  };
}
