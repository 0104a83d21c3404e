import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * What all instances share and any of them can make again: jars, class data archives, formatted storage. It lies with the
 * user's other caches, beside Maven's own, so that neither `npm ci` nor `--fresh` nor a second clone has to make it again.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tidegate');
}

const UNFINISHED = '.unfinished-';

/** Nothing takes that long to make: a folder unfinished for longer was abandoned. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** @returns twenty hexadecimal digits that change with any of the parts. */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 20);
}

/**
 * Makes a folder once. It appears whole or not at all, and processes that make it at the same time do not disturb each
 * other: each fills a folder of its own, the first to finish wins, the others take what it made.
 */
export async function makeOnce(
  folder: string,
  fill: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const unfinished = await mkdtemp(`${folder}${UNFINISHED}`);
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (failure) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw failure;
  }
  return folder;
}

/** Whoever is killed while filling a folder leaves it behind. */
async function removeAbandoned(folder: string): Promise<void> {
  for await (const unfinished of glob(`${folder}${UNFINISHED}*`)) {
    const { mtimeMs } = await stat(unfinished);
    if (Date.now() - mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(unfinished, { recursive: true, force: true });
  }
}
