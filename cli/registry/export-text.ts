import type { Exported } from '../../lib/registry/bulk/export-registry.ts';
import { HEADER, toFooter, toLine } from './line-format.ts';

/** Characters: one write of the system holds many lines. */
const CHUNK = 65_536;

/**
 * The file, in chunks. It ends with its last line only if everything is in it.
 *
 * @param count is told of every entity.
 */
export async function* toChunks(
  exported: AsyncIterable<Exported>,
  count: () => void,
  interrupted: AbortSignal,
): AsyncGenerator<string> {
  let chunk = toText(HEADER);
  let lines = 0;
  for await (const entity of exported) {
    if (interrupted.aborted) break;
    chunk += toText(toLine(entity));
    lines += 1;
    count();
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield interrupted.aborted ? chunk : chunk + toText(toFooter(lines));
}

function toText(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
