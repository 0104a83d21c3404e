import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keeps sources whose types were taken off, so that only the first process of all pays for it. */
export const COMPILE_CACHE = join(tmpdir(), 'tidegate-compile-cache');
