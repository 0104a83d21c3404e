import { basename, extname } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** @returns the function that is bundled: its file's name without the extension. */
export function functionNameOf({ entryPoints }: BuildOptions): string {
  const [entry] = Array.isArray(entryPoints) ? entryPoints : [];
  if (typeof entry !== 'string') throw new Error('a function has one entry point');
  return basename(entry, extname(entry));
}
