import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** @param folder has a file for each test file that has begun and not ended, as `file-time-limit.ts` keeps it. */
export function unendedFiles(folder: string): string[] {
  const names = readdirSync(folder);
  return names.map((name) => relative('', readFileSync(join(folder, name), 'utf8'))).toSorted();
}
