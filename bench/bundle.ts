import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles a program into one minified file, which is there for as long as the work takes. */
export async function withBundle<T>(entry: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bundle-'));
  const outfile = join(folder, 'program.cjs');
  try {
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
    });
    return await work(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
