import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE } from './compile-cache.ts';

/** Before anything large is loaded: half of the time until the first line is for taking types off. */
enableCompileCache(COMPILE_CACHE);
await import('./npm-start.ts');
