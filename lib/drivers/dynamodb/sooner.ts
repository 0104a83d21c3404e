import type { BatchGet } from './item-reader.ts';

/**
 * Asks the first, which is there at once, and when that fails for whatever reason the second, which has to be loaded and knows
 * more: other credentials, other addresses, when to ask again.
 */
export function sooner(first: BatchGet, second: () => Promise<BatchGet>): BatchGet {
  return async (keys, options) => {
    try {
      return await first(keys, options);
    } catch {
      options.abortSignal.throwIfAborted();
      const thorough = await second();
      return thorough(keys, options);
    }
  };
}
