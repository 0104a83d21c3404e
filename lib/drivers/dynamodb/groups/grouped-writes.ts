import { textOf } from '../item-reader.ts';
import type { Groups, Table } from '../table.ts';
import { refusalOf, type Write, writeAll } from '../transaction.ts';
import { inGroups } from './in-groups.ts';

/** Writes that are made all or not at all, and who waits for them. */
type Transaction = {
  readonly writes: readonly Write[];
  readonly keys: readonly string[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (failure: unknown) => void;
};

/** The service takes no more items in one request. */
const MAX_WRITES = 100;
/** It takes 4 MB; what is larger than this goes alone, so that no request takes long. */
const MAX_BYTES = 1_000_000;

/**
 * Transactions that touch different items, several in one: each is still written whole or not at all, and one that is refused takes no other with it.
 * Two that touch the same item wait for each other.
 */
export function groupedWrites(table: Table): Groups['transact'] {
  const held = new Set<string>();
  const write = inGroups<Transaction>({
    choose: (waiting) => chooseTransactions(waiting, held),
    carryOut: async (group) => {
      const keys = group.flatMap((one) => one.keys);
      for (const key of keys) held.add(key);
      await carryOut(table, group);
      for (const key of keys) held.delete(key);
    },
  });
  return (writes) =>
    new Promise((resolve, reject) => {
      const keys = writes.map(({ key }) => textOf(key));
      write({ writes, keys, bytes: bytesOf(table, writes), resolve, reject });
    });
}

function chooseTransactions(
  waiting: readonly Transaction[],
  held: ReadonlySet<string>,
): readonly Transaction[] {
  const taken = new Set(held);
  let [writes, bytes] = [0, 0];
  return waiting.filter((one) => {
    const fits = writes + one.keys.length <= MAX_WRITES && bytes + one.bytes <= MAX_BYTES;
    const isFree = one.keys.every((key) => !taken.has(key));
    // A transaction keeps its place: what comes later, and touches the same item, goes later.
    for (const key of one.keys) taken.add(key);
    if (!isFree || !(fits || writes === 0)) return false;
    writes += one.keys.length;
    bytes += one.bytes;
    return true;
  });
}

/** Those that were refused leave the others to be written without them. */
async function carryOut(table: Table, group: readonly Transaction[]): Promise<void> {
  let left = group;
  try {
    while (left.length > 0) left = await writeGroup(table, left);
  } catch (failure) {
    for (const { reject } of left) reject(failure);
  }
}

/** @returns those that are to be written again, without the ones that were refused. */
async function writeGroup(
  table: Table,
  group: readonly Transaction[],
): Promise<readonly Transaction[]> {
  const reasons = await writeAll(
    table,
    group.flatMap(({ writes }) => writes),
  );
  let start = 0;
  return group.filter(({ writes, resolve, reject }) => {
    const own = reasons.slice(start, (start += writes.length));
    const refusal = refusalOf(writes, own);
    if (refusal) reject(refusal);
    else if (reasons.length === 0) resolve();
    return reasons.length > 0 && !refusal;
  });
}

function bytesOf({ name }: Table, writes: readonly Write[]): number {
  return Buffer.byteLength(JSON.stringify(writes.map(({ toItem }) => toItem(name))));
}
