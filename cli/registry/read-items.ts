import type { Item } from '../../lib/registry/bulk/import-run.ts';
import { readArray } from './read-array.ts';
import { readEntityLines } from './read-entity-lines.ts';

const OPENING_BRACKET = 0x5b;
const SPACE = 0x20;

/**
 * What there is to import in a file: JSON lines, or one array.
 *
 * @param fromLine the first that counts; an array is a single line.
 */
export async function* readItems(
  chunks: AsyncIterable<Buffer>,
  fromLine: number,
): AsyncGenerator<Item> {
  const { first, all } = await peek(chunks);
  if (first === OPENING_BRACKET) yield* readArray(all);
  else yield* readEntityLines(all, fromLine);
}

/** The first byte that is no white space, and everything from the beginning. */
async function peek(chunks: AsyncIterable<Buffer>) {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const { done, value } = await iterator.next();
    if (done) break;
    seen.push(value);
    first = value.find((byte) => byte > SPACE);
  }
  return { first, all: resume(seen, iterator) };
}

async function* resume(seen: readonly Buffer[], rest: AsyncIterator<Buffer>) {
  yield* seen;
  yield* { [Symbol.asyncIterator]: () => rest };
}
