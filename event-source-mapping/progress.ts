/**
 * How far one partition is settled. Offsets may have gaps (control records, compaction), and records may settle in any
 * order; what may be committed is only what no unsettled record precedes.
 */
export type Progress = {
  /** The next offset to read from Kafka: behind everything received, gaps included. */
  readonly position: number;
  /** Received and not settled yet. */
  readonly unsettledCount: number;
  /** The offset to commit: the lowest unsettled, or the position when there is none. */
  readonly committable: number;
  /**
   * @param offsets in ascending order, none below the position.
   * @param next where to read on; beyond the last offset when what follows it holds no records.
   */
  readonly receive: (offsets: readonly number[], next: number) => void;
  readonly settle: (offset: number) => void;
};

/** @param start the offset that the partition is read from: committed before, or the starting position. */
export function createProgress(start: number): Progress {
  const unsettled = new Set<number>(); // in order of insertion, so the first is the lowest
  let position = start;
  return {
    get position() {
      return position;
    },
    get unsettledCount() {
      return unsettled.size;
    },
    get committable() {
      const [lowest] = unsettled;
      return lowest ?? position;
    },
    receive(offsets, next) {
      for (const offset of offsets) {
        if (offset < position) throw new RangeError(`offset ${offset} was received before`);
        unsettled.add(offset);
        position = offset + 1;
      }
      position = Math.max(position, next);
    },
    settle(offset) {
      unsettled.delete(offset);
    },
  };
}
