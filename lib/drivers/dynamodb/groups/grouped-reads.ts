import type { CallLimits } from '../call-within.ts';
import type { Item } from '../item.ts';
import { type BatchGet, itemReader, MAX_KEYS, textOf } from '../item-reader.ts';
import type { ItemKey } from '../registry-keys.ts';
import type { Groups } from '../table.ts';
import { inGroups } from './in-groups.ts';

type Read = {
  readonly key: ItemKey;
  readonly resolve: (item: Item | undefined) => void;
  readonly reject: (failure: unknown) => void;
};

/** Reads of single items, up to a hundred keys in one request; who asks for the same key shares its answer. */
export function groupedReads(batchGet: BatchGet, limits?: CallLimits): Groups['getItem'] {
  const reader = itemReader(batchGet, limits);
  const read = inGroups<Read>({
    choose: chooseReads,
    carryOut: async (group) => {
      try {
        const items = await reader.getItems(group.map(({ key }) => key));
        for (const [index, { resolve }] of group.entries()) resolve(items[index]);
      } catch (failure) {
        for (const { reject } of group) reject(failure);
      }
    },
  });
  return (key) => new Promise((resolve, reject) => read({ key, resolve, reject }));
}

function chooseReads(waiting: readonly Read[]): readonly Read[] {
  const keys = new Set<string>();
  return waiting.filter(({ key }) => {
    if (keys.size < MAX_KEYS) keys.add(textOf(key));
    return keys.has(textOf(key));
  });
}
