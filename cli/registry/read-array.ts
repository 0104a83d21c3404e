import type { JsonValue } from '../../lib/domain/json.ts';
import type { Item } from '../../lib/registry/bulk/import-run.ts';
import { entitiesOf, type Found } from './hono-files.ts';
import { toProblem } from './invalid.ts';
import { parseEntity } from './parse-entity.ts';
import { parseJson } from './parse-json.ts';

/** An array is read as a whole. */
const MAX_BYTES = 268_435_456;

/** The entities of an array, which counts as one line. */
export async function* readArray(chunks: AsyncIterable<Buffer>): AsyncGenerator<Item> {
  const text = await readAll(chunks);
  const array = text === undefined ? undefined : parseArray(text);
  if (array) for (const found of entitiesOf(array)) yield toItem(found);
  else yield toProblem(1, 'the file', `is no JSON array of at most ${MAX_BYTES} bytes`);
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parseArray(text: string): readonly JsonValue[] | undefined {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

function toItem({ where, value }: Found): Item {
  return { line: 1, where, parse: () => parseEntity(value) };
}
