import type { BuildOptions } from 'esbuild';

/** How `serverless.yml` has a function bundled. */
export const BUNDLE_OPTIONS = {
  bundle: true,
  minify: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
} as const satisfies BuildOptions;
