import { setTimeout as pause } from 'node:timers/promises';
import { type CallLimits, callWithin, type CallOptions, READ } from './call-within.ts';
import { type Item, textMember } from './item.ts';
import type { ItemKey } from './registry-keys.ts';

/** Reads items by their keys. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export type ItemReader = {
  readonly getItem: (key: ItemKey) => Promise<Item | undefined>;
  /** @returns in the order of the keys; undefined where there is no item. */
  readonly getItems: (keys: readonly ItemKey[]) => Promise<readonly (Item | undefined)[]>;
};

/** One consistent `BatchGetItem` of one table, of up to a hundred different keys. */
export type BatchGet = (keys: readonly ItemKey[], options: CallOptions) => Promise<Batch>;

export type Batch = {
  readonly items: readonly Item[];
  /** What a throttled table left out. */
  readonly unprocessed: readonly ItemKey[];
};

/** The service takes no more keys in one request. */
export const MAX_KEYS = 100;
/** Waits before the keys are asked for again that a throttled table left out. */
const PAUSES_MS = [20, 60, 180, 540];

/** One round trip for up to a hundred different keys, unless the table is throttled. */
export function itemReader(batchGet: BatchGet, limits: CallLimits = READ): ItemReader {
  const getItems: ItemReader['getItems'] = async (keys) => {
    const different = [...new Map(keys.map((key) => [textOf(key), key])).values()];
    const found = new Map<string, Item>();
    for (let start = 0; start < different.length; start += MAX_KEYS) {
      const some = different.slice(start, start + MAX_KEYS);
      const items = await callWithin(limits, (options) => getAll(batchGet, some, options));
      for (const item of items) found.set(textOf(toKey(item)), item);
    }
    return keys.map((key) => found.get(textOf(key)));
  };
  return { getItem: async (key) => (await getItems([key]))[0], getItems };
}

async function getAll(
  batchGet: BatchGet,
  keys: readonly ItemKey[],
  options: CallOptions,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let missing = keys;
  for (const pauseMs of [0, ...PAUSES_MS]) {
    if (pauseMs > 0) await pause(pauseMs);
    const { items, unprocessed } = await batchGet(missing, options);
    found.push(...items);
    missing = unprocessed;
    if (missing.length === 0) return found;
  }
  throw new Error('the table is throttled and left keys unprocessed');
}

/** @throws {TypeError} it is no item of this driver */
export function toKey(item: Item): ItemKey {
  return { pk: textMember(item, 'pk'), sk: textMember(item, 'sk') };
}

/** Different for different keys. */
export function textOf({ pk, sk }: ItemKey): string {
  return JSON.stringify([pk, sk]);
}
