import { build, type Metafile } from 'esbuild';
import { functionPlugins } from '../../deploy/function-plugins.ts';
import { BUNDLE_OPTIONS } from './bundle-options.ts';

/**
 * Bytes that a bundle of the function loads at its start, minified, without the AWS SDK: chunks loaded on first use do not count.
 *
 * @param chosen modules that are imported on first use, and that is at the start
 */
export async function bytesAtStart(entry: string, chosen: readonly string[]): Promise<number> {
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    plugins: functionPlugins('kafkajs'),
    entryPoints: [entry],
    outdir: 'unwritten',
    write: false,
    metafile: true,
    external: ['@aws-sdk/*', '@smithy/*'],
  });
  const { outputs } = metafile;
  const loaded = new Set<string>();
  for (const source of [entry, ...chosen]) {
    const start = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === source);
    if (start === undefined) throw new Error(`esbuild made nothing of ${source}`);
    loadedWith(start, outputs, loaded);
  }
  return [...loaded].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}

function loadedWith(path: string, outputs: Metafile['outputs'], loaded: Set<string>): void {
  if (!outputs[path] || loaded.has(path)) return;
  loaded.add(path);
  for (const { path: imported, kind } of outputs[path].imports) {
    if (kind === 'import-statement') loadedWith(imported, outputs, loaded);
  }
}
