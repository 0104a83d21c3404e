/** What waits for the same call. */
export type Waiting<Item> = {
  readonly item: Item;
  readonly bytes: number;
  readonly settle: (failure?: unknown) => void;
};

export type GroupLimits = {
  readonly maxItems: number;
  /** An item that is larger by itself makes a group of its own. */
  readonly maxBytes: number;
};

/** @returns the longest beginning of the line that fits into one call, at least one item; taken out of the line. */
export function takeGroup<Item>(line: Waiting<Item>[], limits: GroupLimits): Waiting<Item>[] {
  let count = 0;
  let bytes = 0;
  for (const { bytes: more } of line) {
    if (count === limits.maxItems || (count > 0 && bytes + more > limits.maxBytes)) break;
    count += 1;
    bytes += more;
  }
  return line.splice(0, count);
}
