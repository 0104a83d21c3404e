/** A batch that was handed out or waits to come again; it claims its partitions until it is settled. */
export type LineBatch = {
  readonly partitions: ReadonlySet<string>;
  readonly isRunning: boolean;
  /** Not before this; milliseconds since the Unix epoch. */
  readonly dueAtMs: number;
};

/**
 * All batches in flight or waiting, in the order in which their partitions must see them: while a batch is in it, no
 * later batch of its partitions may run.
 */
export type BatchLine<B extends LineBatch> = {
  readonly batches: readonly B[];
  readonly append: (batch: B) => void;
  /** Puts what is left of a batch in its place. */
  readonly replace: (batch: B, successors: readonly B[]) => void;
  readonly isClaimed: (partition: string) => boolean;
  /** Waiting, with none of its partitions in an earlier batch. */
  readonly ready: () => readonly B[];
};

/** @param movesOn whether a partition's later batches may run while an earlier one is in the line. */
export function createBatchLine<B extends LineBatch>(movesOn = false): BatchLine<B> {
  const batches: B[] = [];
  return {
    batches,
    append(batch) {
      batches.push(batch);
    },
    replace(batch, successors) {
      const index = batches.indexOf(batch);
      if (index !== -1) batches.splice(index, 1, ...successors);
    },
    isClaimed: (partition) =>
      !movesOn && batches.some(({ partitions }) => partitions.has(partition)),
    ready: () =>
      batches.filter(
        (batch, index) =>
          !batch.isRunning &&
          (movesOn || !batches.slice(0, index).some((earlier) => overlap(earlier, batch))),
      ),
  };
}

function overlap(one: LineBatch, other: LineBatch): boolean {
  return [...one.partitions].some((partition) => other.partitions.has(partition));
}
