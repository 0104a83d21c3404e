import type { PartitionOffset } from '../observation.ts';

type Commit = (offsets: readonly PartitionOffset[]) => Promise<void>;

/** One commit in flight; what is asked for in the meantime goes with the next one, all together. */
export function shareCommits(commit: Commit): Commit {
  let waiting: PartitionOffset[] = [];
  let next: Promise<void> | undefined;
  let inFlight: Promise<unknown> = Promise.resolve();

  async function commitWaiting(): Promise<void> {
    await inFlight;
    const offsets = waiting;
    waiting = [];
    next = undefined;
    const committing = commit(offsets);
    inFlight = Promise.allSettled([committing]);
    return committing;
  }

  return (offsets) => {
    waiting.push(...offsets);
    return (next ??= commitWaiting());
  };
}
