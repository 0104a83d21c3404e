import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functionPlugins } from '../deploy/bundle/function-plugins.ts';
import { BUNDLE_OPTIONS } from '../test/support/bundle-options.ts';

/** kafkajs is CommonJS and requires Node's own modules by name. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles a program as `serverless.yml` bundles a function; it is there for as long as the work takes. */
export async function withBundle<T>(entry: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bundle-'));
  try {
    await build({
      ...BUNDLE_OPTIONS,
      plugins: functionPlugins('kafkajs'),
      entryPoints: [entry],
      outdir: folder,
      entryNames: 'program',
      outExtension: { '.js': '.mjs' },
      banner: { js: REQUIRE },
    });
    return await work(join(folder, 'program.mjs'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
