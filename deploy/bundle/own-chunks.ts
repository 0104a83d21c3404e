import type { Plugin } from 'esbuild';
import { functionNameOf } from './entry-point.ts';

/**
 * Puts a function's chunks into a folder named after it: all functions are built side by side, and serverless-esbuild leaves out
 * of a function's archive whatever begins with the name of another one and a dot.
 */
export const ownChunks: Plugin = {
  name: 'own-chunks',
  setup: ({ initialOptions }) => {
    initialOptions.chunkNames = `${functionNameOf(initialOptions)}.chunks/[name]-[hash]`;
  },
};
