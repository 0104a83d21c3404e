import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { functionNameOf } from './entry-point.ts';

/** Writes what a function's bundle is made of into a folder, as `{function}.json`. @see esbuild, "Metafile" */
export function keepMetafile(folder: string): Plugin {
  return {
    name: 'keep-metafile',
    setup: (build) => {
      build.initialOptions.metafile = true;
      const file = join(folder, `${functionNameOf(build.initialOptions)}.json`);
      build.onEnd(async ({ metafile }) => {
        await mkdir(folder, { recursive: true });
        await writeFile(file, JSON.stringify(metafile));
      });
    },
  };
}
